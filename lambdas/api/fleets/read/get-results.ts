/** The outcomes of all targets of a fleet, as JSON, JSON lines or CSV. */
import { stringify } from 'csv-stringify/sync';
import type { TargetView } from '../../../../contracts/http/fleet.ts';
import type { Operations } from '../../../../contracts/http/operations.ts';
import type { Answer } from '../../answer.ts';
import type { Handler } from '../../request.ts';
import { brokenToken, pageAnswer, positionOf } from '../../lists/page.ts';
import { readTargetPage } from './target-page.ts';
import { visibleFleet } from './visible-fleet.ts';

/** Only the first page of a CSV has the line of column names, so that a caller can join the pages as they are. */
export const getResults: Handler<Operations['getResults']> = async (ports, { params, query, caller, pages }) => {
  const fleet = await visibleFleet(ports, params.fleet_id, caller);
  if (!fleet.ok) return fleet.answer;
  const position = positionOf(pages, query.next_token);
  if (!position.ok) return brokenToken;
  const page = { filter: query, limit: query.limit, after: position.after };
  const { targets, next } = await readTargetPage(ports, fleet.value, page);
  if (query.format === 'json') return pageAnswer(targets, next, pages);
  const token = next === undefined ? undefined : pages.sign(next);
  return query.format === 'jsonl' ? jsonLines(targets, token) : csv(targets, token, position.after === undefined);
};

const jsonLines = (targets: readonly TargetView[], next: string | undefined): Answer => ({
  kind: 'text',
  type: 'application/x-ndjson; charset=utf-8',
  body: targets.map((target) => `${JSON.stringify(target)}\n`).join(''),
  next,
});

const columns = [
  'path',
  'id',
  'ordinal',
  'group',
  'repo',
  'status',
  'attempt',
  'trigger',
  'task_id',
  'pr_url',
  'branch',
  'outcome',
  'failure_class',
  'failure_code',
  'failure_message',
  'failure_retryable',
  'failure_by',
  'cost_usd',
  'started_at',
  'finished_at',
  'duration_s',
  'vars',
  'result',
  'agent',
  'model',
  'turns',
  'question',
  'step',
  'repositories',
] as const;

function csv(targets: readonly TargetView[], next: string | undefined, header: boolean): Answer {
  const cast = { boolean: String };
  // A text that a spreadsheet would take for a formula gets an apostrophe in front; numbers do not.
  const body = stringify(targets.map(rowOf), { header, columns: [...columns], cast, escape_formulas: true });
  return { kind: 'text', type: 'text/csv; charset=utf-8; header=' + (header ? 'present' : 'absent'), body, next };
}

function rowOf({
  failure,
  vars,
  result,
  repositories,
  ...target
}: TargetView): Partial<Record<(typeof columns)[number], unknown>> {
  return {
    ...target,
    failure_class: failure?.class,
    failure_code: failure?.code,
    failure_message: failure?.message,
    failure_retryable: failure?.retryable,
    failure_by: failure?.by,
    vars: JSON.stringify(vars),
    result: result && JSON.stringify(result),
    repositories: repositories && JSON.stringify(repositories),
  };
}
