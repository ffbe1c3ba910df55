/** Reads one target by its path. */
import type { Operations } from '../../../../contracts/http/operations.ts';
import { data, refuse } from '../../answer.ts';
import type { Handler } from '../../request.ts';
import { findOrdinals } from './find-ordinals.ts';
import { readTargetViews } from './target-view.ts';
import { visibleFleet } from './visible-fleet.ts';

export const getTarget: Handler<Operations['getTarget']> = async (ports, { params, caller }) => {
  const fleet = await visibleFleet(ports, params.fleet_id, caller);
  if (!fleet.ok) return fleet.answer;
  const ordinal = (await findOrdinals(ports, fleet.value, [params.path])).get(params.path);
  const [target] = ordinal === undefined ? [] : await readTargetViews(ports, fleet.value, [ordinal]);
  return target ? data(200, target) : refuse('TARGET_NOT_FOUND', `The fleet has no target ${params.path.slice(0, 200)}.`);
};
