/** Reads when the attempts of a fleet ran, from the items of its targets. */
import type { Operations } from '../../../../contracts/http/operations.ts';
import type { TimelineView } from '../../../../contracts/http/timeline.ts';
import type { TargetView } from '../../../../contracts/http/fleet.ts';
import { data } from '../../answer.ts';
import type { Handler } from '../../request.ts';
import { beyondTheLast } from './ordinal-range.ts';
import { bytesInAnswer, mostBytes } from './target-page.ts';
import { readTargetViews } from './target-view.ts';
import { visibleFleet } from './visible-fleet.ts';

/** Targets of one answer. */
const most = 1_000;
/** Targets of one read. */
const chunk = 100;

export const getTimeline: Handler<Operations['getTimeline']> = async (ports, { params, query, caller }) => {
  const fleet = await visibleFleet(ports, params.fleet_id, caller);
  if (!fleet.ok) return fleet.answer;
  const { value: ledger } = fleet;
  const { generation, version, statuses } = ledger;
  const refusal = beyondTheLast(ledger, '/from', query.from);
  if (refusal) return refusal;
  const to = Math.min(query.from + most, statuses.length);
  const attempts: TimelineView['attempts'] = [];
  let bytes = 0;
  for (let from = query.from; from < to; from += chunk) {
    const ordinals = Array.from({ length: Math.min(chunk, to - from) }, (_, index) => from + index);
    for (const target of await readTargetViews(ports, ledger, ordinals)) {
      const rows = rowsOf(target);
      bytes += bytesInAnswer(JSON.stringify(rows));
      // One target always fits, so that the caller comes forward.
      if (bytes > mostBytes && target.ordinal > query.from) {
        return data(200, { generation, version, attempts, next_from: target.ordinal });
      }
      attempts.push(...rows);
    }
  }
  return data(200, { generation, version, attempts, next_from: to < statuses.length ? to : null });
};

/** An attempt without a time has not begun, or never did. */
const rowsOf = ({ ordinal, path, attempts }: TargetView): TimelineView['attempts'] =>
  attempts.flatMap(({ attempt, trigger, step, status, started_at, finished_at }) =>
    started_at === null ? [] : [{ ordinal, path, attempt, trigger, step, status, started_at, finished_at }],
  );
