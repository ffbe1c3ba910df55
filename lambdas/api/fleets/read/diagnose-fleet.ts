/** Says what a fleet waits for, what is stale in it, and which invariants its stored state does not keep. It changes nothing. */
import { staleIn, type Seen, type SeenHolder } from '../../../../core/diagnosis/stale.ts';
import { waitsOf } from '../../../../core/diagnosis/waits-of-fleet.ts';
import type { FleetWait } from '../../../../core/diagnosis/diagnosis.ts';
import { isTerminalFleet } from '../../../../core/fleet.ts';
import type { Ledger } from '../../../../core/ledger/ledger.ts';
import { violationsOf } from '../../../../core/ledger/violations.ts';
import { plural } from '../../../../core/text/plural.ts';
import { isoOf } from '../../../../contracts/fields.ts';
import type { DiagnosisView } from '../../../../contracts/http/diagnosis.ts';
import type { Operations } from '../../../../contracts/http/operations.ts';
import { claimedRepos } from '../../../exclusive-claims.ts';
import { data } from '../../answer.ts';
import type { ApiPorts } from '../../api-ports.ts';
import type { Handler } from '../../request.ts';
import { readLiveTasks, type LiveTask } from './live-tasks.ts';
import { visibleFleet } from './visible-fleet.ts';

/** Targets with a slot whose tasks are read: those that have had theirs for the longest time. */
const mostHolders = 100;

export const diagnoseFleet: Handler<Operations['diagnoseFleet']> = async (ports, { params, caller }) => {
  const fleet = await visibleFleet(ports, params.fleet_id, caller);
  if (!fleet.ok) return fleet.answer;
  const { value: ledger } = fleet;
  const now = ports.clockAndIds.now();
  const violations = [...violationsOf(ledger), ...(await claimViolations(ports, ledger))];
  const seen = await readSeen(ports, ledger);
  const waits = [...waitsOf(ledger, now), ...capWait(seen.holders)];
  const stale = staleIn(ledger, seen, now, ports.settings.durations);
  const paths = await readPaths(ports, ledger, [...waits, ...stale]);
  const view: DiagnosisView = {
    fleet_id: ledger.fleetId,
    title: ledger.settings.title,
    status: ledger.status,
    version: ledger.version,
    waits: waits.map(({ for: what, count, since, until, ...said }) => ({
      ...{ for: what, count, since: since === null ? null : isoOf(since), until: until === null ? null : isoOf(until) },
      ...withPath(said, paths),
    })),
    stale: stale.map(({ what, count, since, ...said }) => ({ what, count, since: isoOf(since), ...withPath(said, paths) })),
    violations,
  };
  return data(200, view);
};

interface Said {
  readonly message: string;
  readonly commands: readonly string[];
  readonly target?: number;
}

async function readPaths(
  { stores }: ApiPorts,
  { fleetId }: Ledger,
  said: readonly Pick<Said, 'target'>[],
): Promise<ReadonlyMap<number, string>> {
  const ordinals = said.flatMap(({ target }) => (target === undefined ? [] : [target]));
  const records = ordinals.length === 0 ? [] : await stores.targets.getTargets(fleetId, ordinals);
  return new Map(records.map(({ ordinal, path }) => [ordinal, path]));
}

function withPath({ message, commands, target }: Said, paths: ReadonlyMap<number, string>) {
  const path = target === undefined ? undefined : paths.get(target);
  const named = (text: string): string => (path === undefined ? text : text.replace('PATH', () => path));
  return { message: named(message), commands: commands.map(named) };
}

async function readSeen(ports: ApiPorts, ledger: Ledger): Promise<Seen> {
  const { fleetId, slots } = ledger;
  const oldest = [...slots].sort(([, a], [, b]) => a.since - b.since).slice(0, mostHolders);
  const ordinals = oldest.map(([ordinal]) => ordinal);
  const records = ordinals.length === 0 ? [] : await ports.stores.targets.getTargets(fleetId, ordinals);
  const [tasks, pending] = await Promise.all([
    readLiveTasks(ports, ledger, records),
    ports.stores.commands.listPendingCommands(fleetId),
  ]);
  const holders = oldest.map(([ordinal, { since }]) => seenHolder(ordinal, since, tasks.get(ordinal)));
  return { holders, commands: pending.map(({ at }) => at) };
}

function seenHolder(ordinal: number, since: number, live: LiveTask | undefined): SeenHolder {
  const row = live?.row;
  if (!row) return { ordinal, since };
  const task = {
    status: row.status,
    since: Date.parse(row.completed_at ?? row.open_since ?? row.updated_at),
    waitsUntil: row.waits_for ? Date.parse(row.waits_for.until) : null,
    claimedAt: row.claimed_at === null ? null : Date.parse(row.claimed_at),
    leaseUntil: live.leaseUntil ?? null,
    timeoutS: row.timeout_s,
  };
  return { ordinal, since, task };
}

function capWait(holders: readonly SeenHolder[]): FleetWait[] {
  const queued = holders.filter(({ task }) => task?.status === 'QUEUED');
  if (queued.length === 0) return [];
  const message = `${plural(queued.length, 'task')} of them must wait for earlier tasks of the owner: the cap of tasks per user is reached.`;
  const since = Math.min(...queued.map(({ since: slotSince }) => slotSince));
  return [
    { for: 'user_cap', count: queued.length, since, until: null, message, commands: ['bgagent task list --status RUNNING'] },
  ];
}

/** An exclusive fleet that goes on has a claim on each of its repositories, for its generation. */
async function claimViolations({ stores }: ApiPorts, ledger: Ledger): Promise<string[]> {
  const { settings, status, fleetId, statuses } = ledger;
  if (!settings.exclusive || isTerminalFleet(status)) return [];
  const repos = claimedRepos(await stores.targets.getTargets(fleetId, [...statuses.keys()]));
  const claims = await Promise.all(repos.map((repo) => stores.claims.getClaim(repo)));
  return repos.flatMap((repo, at) => {
    const holder = claims[at]?.fleetId;
    if (holder === fleetId) return [];
    return [`The fleet is exclusive, and has no claim on ${repo}${holder === undefined ? '' : `: the fleet ${holder} has it`}.`];
  });
}
