/** Lists fleets, newest first: a user's own; for an operator those of all users, or of one. */
import { isTerminalFleet } from '../../../../core/fleet.ts';
import type { Page, PageRequest } from '../../../../adapters/page.ts';
import type { LedgerStore } from '../../../../adapters/ports.ts';
import type { FleetSummary } from '../../../../contracts/fleet-records.ts';
import type { Operations } from '../../../../contracts/http/operations.ts';
import { refuse } from '../../answer.ts';
import type { ApiPorts } from '../../api-ports.ts';
import { newestOf } from '../../lists/newest-of.ts';
import type { ApiRequest, Handler } from '../../request.ts';
import { acrossMonths } from '../../lists/across-months.ts';
import { walk } from '../../lists/index-walk.ts';
import { brokenToken, pageAnswer, positionOf } from '../../lists/page.ts';

type Query = ApiRequest<Operations['listFleets']>['query'];

export const listFleets: Handler<Operations['listFleets']> = async (ports, { query, caller, pages }) => {
  if (!caller.isOperator && query.owner !== undefined && query.owner !== caller.sub) {
    return refuse('FORBIDDEN', 'Only operators may list the fleets of others. Leave owner out.');
  }
  const position = await positionOf(pages, query.next_token);
  if (!position.ok) return brokenToken;
  const owner = caller.isOperator ? query.owner : caller.sub;
  const { items, next } = await walk({
    limit: query.limit,
    after: position.after,
    fetch: await sourceOf(ports, query, owner),
    fits: (fleet) => (owner === undefined || fleet.owner === owner) && fitsQuery(fleet, query),
    isPast: ({ created_at }) => query.created_after !== undefined && Date.parse(created_at) <= Date.parse(query.created_after),
  });
  return pageAnswer(items, next, pages);
};

type Source = (page: PageRequest) => Promise<Page<FleetSummary>>;

/**
 * Chooses the index: fleets that have not ended are few and have their own. A list with ended fleets reads the owner's, or all
 * months.
 */
async function sourceOf(
  { stores: { ledgers }, clockAndIds }: ApiPorts,
  query: Query,
  owner: string | undefined,
): Promise<Source> {
  if (query.waiting || query.status?.every((status) => !isTerminalFleet(status))) return activeFleets(ledgers);
  if (owner !== undefined) return (page) => ledgers.listFleetsOfOwner(owner, page);
  const from = query.created_after === undefined ? undefined : Date.parse(query.created_after);
  const months = { list: ledgers, now: clockAndIds.now(), from };
  return acrossMonths(months, (month, page) => ledgers.listFleetsOfMonth(month, page));
}

async function activeFleets(ledgers: LedgerStore): Promise<Source> {
  return newestOf(
    await ledgers.listAllActiveFleets(),
    (ids) => ledgers.getFleetSummaries(ids),
    ({ fleet_id }) => fleet_id,
  );
}

function fitsQuery(fleet: FleetSummary, { status, label, waiting }: Query): boolean {
  if (waiting && !fleet.waits_for_person) return false;
  const statuses: readonly string[] | undefined = status;
  if (statuses !== undefined && !statuses.includes(fleet.status)) return false;
  if (label === undefined) return true;
  const [key = '', ...value] = label.split('=');
  return Object.hasOwn(fleet.labels, key) && fleet.labels[key] === value.join('=');
}
