/** Lists fleets, newest first: a user's own; for an operator those of all users, or of one; for a member those of a team. */
import { isTerminalFleet } from '../../../../core/fleet.ts';
import type { Page, PageRequest } from '../../../../adapters/page.ts';
import type { LedgerStore } from '../../../../adapters/ports.ts';
import type { FleetSummary } from '../../../../contracts/fleet-records.ts';
import type { Operations } from '../../../../contracts/http/operations.ts';
import { refuse, type Refusal } from '../../answer.ts';
import type { ApiPorts, Caller } from '../../api-ports.ts';
import { isInOneOf } from '../../may-use-fleet.ts';
import { newestOf } from '../../lists/newest-of.ts';
import type { ApiRequest, Handler } from '../../request.ts';
import { acrossMonths } from '../../lists/across-months.ts';
import { walk } from '../../lists/index-walk.ts';
import { brokenToken, pageAnswer, positionOf } from '../../lists/page.ts';

type Query = ApiRequest<Operations['listFleets']>['query'];

export const listFleets: Handler<Operations['listFleets']> = async (ports, { query, caller, pages }) => {
  const refused = refusalOf(query, caller);
  if (refused) return refused;
  const position = await positionOf(pages, query.next_token);
  if (!position.ok) return brokenToken;
  const owner = caller.isOperator || query.team !== undefined ? query.owner : caller.sub;
  const { items, next } = await walk({
    limit: query.limit,
    after: position.after,
    fetch: await sourceOf(ports, query, owner),
    fits: (fleet) => (owner === undefined || fleet.owner === owner) && fitsQuery(fleet, query),
    isPast: ({ created_at }) => query.created_after !== undefined && Date.parse(created_at) <= Date.parse(query.created_after),
  });
  return pageAnswer(items, next, pages);
};

function refusalOf({ owner, team }: Query, caller: Caller): Refusal | undefined {
  if (caller.isOperator) return undefined;
  if (team !== undefined) return isInOneOf([team], caller) ? undefined : refuse('FORBIDDEN', notInTeam(team));
  if (owner === undefined || owner === caller.sub) return undefined;
  return refuse('FORBIDDEN', 'Only operators may list the fleets of others. Leave owner out.');
}

const notInTeam = (team: string): string =>
  `Only members of ${team} and operators may list its fleets, and your token does not have you in it. Case counts.`;

type Source = (page: PageRequest) => Promise<Page<FleetSummary>>;

/** Also fleets that have not ended: of a team there are few enough. */
async function fleetsOfTeam(
  { ledgers, teams }: ApiPorts['stores'],
  team: string,
  page: PageRequest,
): Promise<Page<FleetSummary>> {
  const { items: ids, next } = await teams.listFleetsOfTeam(team, page);
  const fleets = ids.length === 0 ? [] : await ledgers.getFleetSummaries(ids);
  return { items: fleets.toSorted((a, b) => (a.fleet_id < b.fleet_id ? 1 : -1)), next };
}

/**
 * Chooses the index: fleets that have not ended are few and have their own. A list with ended fleets reads the owner's, or all
 * months.
 */
async function sourceOf({ stores, clockAndIds }: ApiPorts, query: Query, owner: string | undefined): Promise<Source> {
  const { ledgers } = stores;
  const { team } = query;
  if (team !== undefined) return (page) => fleetsOfTeam(stores, team, page);
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
