/** Reads when the attempts of a fleet ran, from the items of its targets. */
import type { Operations } from '../../../../contracts/http/operations.ts';
import { apiVersion } from '../../../../contracts/http/service-operations.ts';
import type { TimelineView } from '../../../../contracts/http/timeline.ts';
import type { TargetView } from '../../../../contracts/http/fleet.ts';
import { isKnown, weakEtagOf } from '../../etag.ts';
import type { Handler } from '../../request.ts';
import { readTargetViews } from './target-view.ts';
import { visibleFleet } from './visible-fleet.ts';

/** Targets of one answer. */
const most = 1_000;
/** Targets of one read. */
const chunk = 100;

export const getTimeline: Handler<Operations['getTimeline']> = async (ports, { params, query, caller, ifNoneMatch }) => {
  const fleet = await visibleFleet(ports, params.fleet_id, caller);
  if (!fleet.ok) return fleet.answer;
  const { value: ledger } = fleet;
  const { fleetId, generation, version, statuses } = ledger;
  const etag = weakEtagOf([apiVersion, 'timeline', fleetId, generation, version, query.from].join(' '));
  if (isKnown(ifNoneMatch, etag)) return { kind: 'unchanged', etag };
  const to = Math.min(query.from + most, statuses.length);
  const attempts: TimelineView['attempts'] = [];
  for (let from = query.from; from < to; from += chunk) {
    const ordinals = Array.from({ length: Math.min(chunk, to - from) }, (_, index) => from + index);
    attempts.push(...(await readTargetViews(ports, ledger, ordinals)).flatMap(rowsOf));
  }
  const data: TimelineView = { generation, version, attempts, next_from: to < statuses.length ? to : null };
  return { kind: 'data', status: 200, data, etag };
};

const rowsOf = ({ ordinal, path, attempts }: TargetView): TimelineView['attempts'] =>
  attempts.flatMap(({ attempt, trigger, step, status, started_at, finished_at }) =>
    // One without a time has not begun, or never did.
    started_at === null || attempt === 0 ? [] : [{ ordinal, path, attempt, trigger, step, status, started_at, finished_at }],
  );
