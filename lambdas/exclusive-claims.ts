/**
 * The claims of an exclusive fleet on its repositories (semantics 22). They are taken before the ledger is written that needs them, in the
 * order of the names, so that of several fleets at once one gets all of its own. A claim holds while its fleet goes on. One whose fleet
 * has ended, or never came to be, is taken over, so that a process that dies at any place leaves none for ever.
 */
import type { ClockAndIds, FleetStores } from '../adapters/ports.ts';
import type { RepoClaim } from '../adapters/claim-stores.ts';
import type { TargetRecord } from '../contracts/fleet-records.ts';
import type { Durations } from '../contracts/durations.ts';
import { repoKey } from '../contracts/repo-key.ts';
import { isTerminalFleet } from '../core/fleet.ts';
import type { Ledger } from '../core/ledger/ledger.ts';
import { shorten } from '../core/text/shorten.ts';

export interface ClaimPorts {
  readonly stores: Pick<FleetStores, 'claims' | 'ledgers'>;
  readonly clockAndIds: ClockAndIds;
  readonly durations: Pick<Durations, 'claim_unborn_s'>;
}

/** A fleet, and the generation of it that is about to begin. */
interface Claimant {
  readonly fleetId: string;
  readonly generation: number;
}

export interface Taking {
  /** The claims that this taking wrote. */
  readonly taken: readonly RepoClaim[];
  /** Why the fleet may not begin: another one has a repository. Absent: all repositories are claimed. */
  readonly conflict?: string;
  /** The ledger must be written before this time (epoch ms). */
  readonly until: number;
}

/** The names of the repositories in the order in which they are claimed, each once. */
export const claimedRepos = (targets: readonly Pick<TargetRecord, 'repo' | 'repos'>[]): string[] =>
  [...new Set(targets.flatMap(({ repo, repos = [{ repo }] }) => repos.map((each) => repoKey(each.repo))))].sort();

/** Takes the claims up to the first one that another fleet has. If the tables fail, what was taken is given back as far as they let it. */
export async function takeClaims(
  ports: ClaimPorts,
  { fleetId, generation }: Claimant,
  repos: readonly string[],
): Promise<Taking> {
  const { clockAndIds, durations } = ports;
  const takenAt = clockAndIds.now();
  const until = takenAt + durations.claim_unborn_s * 500;
  const takeId = clockAndIds.newId();
  const tried: RepoClaim[] = [];
  try {
    for (const repo of repos) {
      const claim: RepoClaim = { repo, fleetId, generation, takeId, takenAt };
      tried.push(claim);
      const holder = await takeOne(ports, claim);
      if (holder) return { taken: tried.slice(0, -1), conflict: conflictOf(ports, holder), until };
    }
  } catch (error) {
    // The last one may have been written all the same.
    await giveBackClaims(ports, tried);
    throw error;
  }
  return { taken: tried, until };
}

/** Gives back what a taking wrote. What cannot be given back now is taken over by the next fleet that needs it. */
export async function giveBackClaims({ stores }: Pick<ClaimPorts, 'stores'>, taken: readonly RepoClaim[]): Promise<void> {
  await Promise.allSettled(taken.map((claim) => stores.claims.giveBack(claim)));
}

interface Holder {
  readonly claim: RepoClaim;
  readonly ledger: Ledger | undefined;
}

/** How often a claim changes between its reading and its taking over before the fleet that has it then counts as its holder. */
const tries = 5;

/** @returns the holder, if it is another fleet that goes on, or may still begin */
async function takeOne(ports: ClaimPorts, claim: RepoClaim): Promise<Holder | undefined> {
  const { claims, ledgers } = ports.stores;
  let holder: Holder | undefined;
  for (let attempt = 0; attempt < tries; attempt += 1) {
    if (await claims.takeUnlessHeld(claim)) return undefined;
    const held = await claims.getClaim(claim.repo);
    if (!held) continue;
    // A later generation of this fleet has it. Who takes for an earlier one has read an old ledger, and will not write.
    if (held.fleetId === claim.fleetId) return undefined;
    // The claim is read first: a fleet that begins after this read has changed its claim before, so that it is not taken over.
    holder = { claim: held, ledger: await ledgers.getLedger(held.fleetId) };
    if (holds(ports, holder)) return holder;
    if (await claims.takeOver(claim, held)) return undefined;
  }
  if (!holder) throw new Error(`The claim of ${claim.repo} changed ${tries} times while fleet ${claim.fleetId} was taking it`);
  return holder;
}

/** Whether the fleet of a claim goes on, or may still begin the generation for which it was taken. */
function holds({ clockAndIds, durations }: ClaimPorts, { claim, ledger }: Holder): boolean {
  if (ledger && !isTerminalFleet(ledger.status)) return true;
  if (ledger && ledger.generation >= claim.generation) return false;
  return clockAndIds.now() - claim.takenAt <= durations.claim_unborn_s * 1_000;
}

function conflictOf({ durations }: ClaimPorts, { claim, ledger }: Holder): string {
  const { repo, fleetId } = claim;
  const has = `The exclusive fleet ${fleetId} has the repository ${shorten(repo)}`;
  if (ledger && !isTerminalFleet(ledger.status)) {
    return `${has}, and is ${ledger.status}. Wait for its end, or end it: bgagent fleet cancel ${fleetId}`;
  }
  const begins = ledger ? 'is being retried' : 'is being submitted';
  return `${has}, and ${begins}. Ask again in ${durations.claim_unborn_s} s, or end it: bgagent fleet cancel ${fleetId}`;
}
