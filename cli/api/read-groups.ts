/** Reads groups of targets from the API, and remembers the numbers with which they are shown. */
import type { ClientAnswer } from '../../contracts/http/client.ts';
import type { ChangeGroupView, FailureGroupView } from '../../contracts/http/groups.ts';
import type { Totals } from '../../contracts/http/paging.ts';
import { rememberGroups, type GroupKind } from '../config/shown-groups.ts';
import { errorOfAnswer } from './answer-data.ts';
import type { Api } from './open-api.ts';

export interface Listed<T> {
  /** The first of all groups. */
  readonly groups: readonly T[];
  readonly totals: Totals;
}

/** Groups of one answer at most. */
const mostOfPage = 1_000;

export const readChangeGroups = (
  { client }: Api,
  fleet_id: string,
  { limit, waiting }: { readonly limit: number; readonly waiting: boolean },
): Promise<Listed<ChangeGroupView>> =>
  readGroups<ChangeGroupView>(
    (page) =>
      client.getChangeGroups({ params: { fleet_id }, query: { ...page, ...(waiting ? { waiting: 'true' as const } : {}) } }),
    { fleetId: fleet_id, kind: 'changes', limit, idOf: ({ hash }) => hash },
  );

export const readFailureGroups = (
  { client }: Api,
  fleet_id: string,
  { limit }: { readonly limit: number },
): Promise<Listed<FailureGroupView>> =>
  readGroups<FailureGroupView>((page) => client.getFailures({ params: { fleet_id }, query: page }), {
    ...{ fleetId: fleet_id, kind: 'failures', limit, idOf: ({ signature }) => signature },
  });

interface Wanted<T> {
  readonly fleetId: string;
  readonly kind: GroupKind;
  readonly limit: number;
  readonly idOf: (group: T) => string;
}

type AskPage<T> = (page: { readonly limit: number; readonly next_token: string | undefined }) => Promise<ClientAnswer<T[]>>;

/** @throws CliError when the API answers with an error */
async function readGroups<T extends { readonly number: number }>(
  ask: AskPage<T>,
  { fleetId, kind, limit, idOf }: Wanted<T>,
): Promise<Listed<T>> {
  const groups: T[] = [];
  let totals: Totals = { groups: 0, targets: 0 };
  let next_token: string | undefined;
  do {
    const answer = await ask({ limit: Math.min(limit - groups.length, mostOfPage), next_token });
    if (!answer.ok) throw errorOfAnswer(answer.error);
    groups.push(...answer.data);
    totals = answer.pagination?.totals ?? totals;
    next_token = answer.pagination?.next_token ?? undefined;
  } while (next_token !== undefined && groups.length < limit);
  await rememberGroups(
    fleetId,
    kind,
    groups.map((group) => ({ number: group.number, id: idOf(group) })),
  );
  return { groups, totals };
}
