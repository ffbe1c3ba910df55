import type { FleetSummary } from '../../../contracts/fleet-records.ts';
import type { Operations } from '../../../contracts/operations.ts';
import { refuse } from '../answer.ts';
import type { ApiPorts, Caller } from '../api-ports.ts';
import type { ApiRequest, Handler } from '../request.ts';
import { acrossMonths, brokenToken, pageAnswer, positionOf, walk } from '../walk.ts';

type Query = ApiRequest<Operations['listFleets']>['query'];

/** Newest first: a caller's own; an operator's list is everybody's unless an owner is named. */
export const listFleets: Handler<Operations['listFleets']> = async (ports, { query, caller, pages }) => {
  if (!caller.isOperator && query.owner !== undefined && query.owner !== caller.sub) {
    return refuse('FORBIDDEN', 'Only operators may list the fleets of others. Leave owner out.');
  }
  const position = positionOf(pages, query.next_token);
  if (!position.ok) return brokenToken;
  const { items, next } = await walk({
    limit: query.limit,
    after: position.after,
    fetch: sourceOf(ports, query, caller),
    fits: (fleet) => fitsQuery(fleet, query),
    isPast: ({ created_at }) => query.created_after !== undefined && Date.parse(created_at) <= Date.parse(query.created_after),
  });
  return pageAnswer(items, next, pages);
};

function sourceOf({ stores, surroundings }: ApiPorts, query: Query, caller: Caller) {
  const owner = caller.isOperator ? query.owner : caller.sub;
  if (owner !== undefined)
    return (page: Parameters<typeof stores.ledgers.listFleetsOfOwner>[1]) => stores.ledgers.listFleetsOfOwner(owner, page);
  return acrossMonths(surroundings.now(), (month, page) => stores.ledgers.listFleetsOfMonth(month, page));
}

function fitsQuery(fleet: FleetSummary, { status, label }: Query): boolean {
  const statuses: readonly string[] | undefined = status;
  if (statuses !== undefined && !statuses.includes(fleet.status)) return false;
  if (label === undefined) return true;
  const [key = '', ...value] = label.split('=');
  return Object.hasOwn(fleet.labels, key) && fleet.labels[key] === value.join('=');
}
