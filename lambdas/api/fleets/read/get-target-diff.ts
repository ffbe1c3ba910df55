/** Reads the diff of a target: that of its last attempt that has a change, or of the attempt that is named. */
import type { TargetView } from '../../../../contracts/http/fleet.ts';
import type { Operations } from '../../../../contracts/http/operations.ts';
import { refuse } from '../../answer.ts';
import { diffAnswer } from '../../diff-answer.ts';
import type { Handler } from '../../request.ts';
import { findOrdinals } from './find-ordinals.ts';
import { getTarget } from './get-target.ts';
import { readTargetViews } from './target-view.ts';
import { visibleFleet } from './visible-fleet.ts';

export const getTargetDiff: Handler<Operations['getTargetDiff']> = async (ports, request) => {
  const { params, query, caller } = request;
  const fleet = await visibleFleet(ports, params.fleet_id, caller);
  if (!fleet.ok) return fleet.answer;
  const ordinal = (await findOrdinals(ports, fleet.value, [params.path])).get(params.path);
  const [target] = ordinal === undefined ? [] : await readTargetViews(ports, fleet.value, [ordinal]);
  if (!target) {
    // A group and a target have different names: the path may be that of a target named `diff` in this group.
    const isPlain = Object.values(query).every((value) => value === undefined);
    const other = { ...request, query: undefined, params: { ...params, path: `${params.path}/diff` } };
    const found = isPlain ? await getTarget(ports, other) : undefined;
    if (found && found.kind !== 'error') return found;
    return refuse('TARGET_NOT_FOUND', `The fleet has no target ${params.path.slice(0, 200)}.`);
  }
  const taskId = taskOf(target, query.attempt);
  const row = taskId == null ? undefined : await ports.tasks.getTask(taskId);
  return row ? diffAnswer(ports, row, query) : refuse('DIFF_NOT_FOUND', nothingOf(target, query.attempt));
};

const taskOf = ({ attempts }: TargetView, attempt: number | undefined): string | null | undefined =>
  attempts.findLast((one) => (attempt === undefined ? one.change !== null : one.attempt === attempt))?.task_id;

function nothingOf({ path, attempts }: TargetView, attempt: number | undefined): string {
  const which = path.slice(0, 200);
  if (attempt === undefined) return `No attempt of ${which} has a diff yet.`;
  const isThere = attempts.some((one) => one.attempt === attempt);
  return isThere ? `Attempt ${attempt} of ${which} has no task.` : `There is no attempt ${attempt} of ${which}.`;
}
