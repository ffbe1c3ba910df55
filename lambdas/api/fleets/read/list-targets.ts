/** Lists the targets of a fleet by ordinal, all or those that fit a filter. */
import type { Operations } from '../../../../contracts/http/operations.ts';
import type { Handler } from '../../request.ts';
import { brokenToken, pageAnswer, positionOf } from '../../lists/page.ts';
import { beyondTheLast, rangeOf } from './ordinal-range.ts';
import { readTargetPage } from './target-page.ts';
import { visibleFleet } from './visible-fleet.ts';

export const listTargets: Handler<Operations['listTargets']> = async (ports, { params, query, caller, pages }) => {
  const fleet = await visibleFleet(ports, params.fleet_id, caller);
  if (!fleet.ok) return fleet.answer;
  const beyond = beyondTheLast(fleet.value, '/ordinals', rangeOf(query.ordinals)[0]);
  if (beyond) return beyond;
  const position = await positionOf(pages, query.next_token);
  if (!position.ok) return brokenToken;
  const page = await readTargetPage(ports, fleet.value, { filter: query, limit: query.limit, after: position.after });
  return pageAnswer(page.targets, page.next, pages);
};
