/** The outcomes of all targets of a fleet, as JSON, JSON lines or CSV. */
import { stringify } from 'csv-stringify/sync';
import { fieldsOfReport, reportOfText } from '../../../../contracts/report.ts';
import { isReport } from '../../../../contracts/workflows.ts';
import type { Ledger } from '../../../../core/ledger/ledger.ts';
import type { ApiPorts } from '../../api-ports.ts';
import type { TargetView } from '../../../../contracts/http/fleet.ts';
import type { Operations } from '../../../../contracts/http/operations.ts';
import type { Answer } from '../../answer.ts';
import type { Handler } from '../../request.ts';
import { brokenToken, pageAnswer, positionOf } from '../../lists/page.ts';
import { bytesInAnswer, readTargetPage } from './target-page.ts';
import { visibleFleet } from './visible-fleet.ts';

/** Only the first page of a CSV has the line of column names, so that a caller can join the pages as they are. */
export const getResults: Handler<Operations['getResults']> = async (ports, { params, query, caller, pages }) => {
  const fleet = await visibleFleet(ports, params.fleet_id, caller);
  if (!fleet.ok) return fleet.answer;
  const position = await positionOf(pages, query.next_token);
  if (!position.ok) return brokenToken;
  const fields = query.format === 'csv' ? await reportFields(ports, fleet.value) : [];
  const bytesOf = (target: TargetView): number => bytesInAnswer(linesOf([target], fields));
  const { targets, next } = await readTargetPage(ports, fleet.value, {
    ...{ filter: query, limit: query.limit, after: position.after },
    ...(query.format === 'csv' ? { bytesOf } : {}),
  });
  if (query.format === 'json') return pageAnswer(targets, next, pages);
  const token = next === undefined ? undefined : await pages.sign(next);
  return query.format === 'jsonl'
    ? jsonLines(targets, token)
    : csv(targets, token, { header: position.after === undefined, fields });
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
  'files',
  'lines_added',
  'lines_removed',
  'change',
] as const;

/** The properties of the answers that the fleet is asked for; each has a column. */
async function reportFields({ stores }: ApiPorts, ledger: Ledger): Promise<readonly string[]> {
  if (!isReport(ledger.workflowRef)) return [];
  const spec = await stores.specs.getSpec(ledger.fleetId);
  return fieldsOfReport(reportOfText(spec?.report_schema) ?? {});
}

interface Table {
  readonly header: boolean;
  readonly fields: readonly string[];
}

function csv(targets: readonly TargetView[], next: string | undefined, { header, fields }: Table): Answer {
  const type = 'text/csv; charset=utf-8; header=' + (header ? 'present' : 'absent');
  return { kind: 'text', type, body: linesOf(targets, fields, header), next };
}

/** A text that a spreadsheet would take for a formula gets an apostrophe in front; numbers do not. */
function linesOf(targets: readonly TargetView[], fields: readonly string[], header = false): string {
  const names = [...columns, ...fields.map((field) => `report.${field}`)];
  const rows = targets.map((target) => {
    const known = rowOf(target);
    return [...columns.map((column) => known[column]), ...fields.map((field) => cellOf(target.report?.[field]))];
  });
  return stringify(header ? [names, ...rows] : rows, { cast: { boolean: String }, escape_formulas: true });
}

/** A text as it is, anything that is nested as JSON, and nothing for null. */
const cellOf = (value: unknown): unknown => (typeof value === 'object' && value !== null ? JSON.stringify(value) : value);

function rowOf({
  failure,
  vars,
  result,
  repositories,
  change,
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
    files: change?.files,
    lines_added: change?.added,
    lines_removed: change?.removed,
    change: change?.hash,
  };
}
