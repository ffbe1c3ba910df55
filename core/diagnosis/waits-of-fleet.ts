/**
 * What a fleet waits for now, from its ledger alone: first what a person must do, then what goes on by itself. A target is in one of the
 * waits at most. A fleet that has ended waits for nothing.
 * Example: cap 2, five ready targets → 2 in `work` or `worker`, 3 in `slot`.
 */
import { isTerminalFleet } from '../fleet.ts';
import { heldBackIn } from '../graph/readiness.ts';
import { currentCap } from '../ledger/cap.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { at, ordinalsWhere } from '../ledger/ordinals.ts';
import { waitingTargets, waitOf } from '../ledger/waits.ts';
import { gatedIn } from '../turn/gates.ts';
import type { FleetWait } from './diagnosis.ts';
import { waitsForPerson, waitWords } from './waits-for-person.ts';

/** `now` in epoch ms. */
export function waitsOf(ledger: Ledger, now: number): FleetWait[] {
  if (isTerminalFleet(ledger.status)) return [];
  return [...waitsForPerson(ledger), ...pendingWaits(ledger, now), ...forgeWaits(ledger, now), ...holderWaits(ledger, now)];
}

type Kind = 'approval' | 'dependency' | 'backoff' | 'pace' | 'canary' | 'slot';

/** PENDING targets of a fleet that launches. Those of a paused one wait for its reason. */
function pendingWaits(ledger: Ledger, now: number): FleetWait[] {
  if (ledger.status !== 'RUNNING') return [];
  const kindOf = kindsIn(ledger, now);
  const { waiting, gates } = ledger;
  const pending = ordinalsWhere(
    ledger.statuses,
    (status, ordinal) => status === 'PENDING' && !waiting.has(ordinal) && !gates.has(ordinal),
  );
  const byKind = Map.groupBy(pending, kindOf);
  return [...byKind].map(([kind, ordinals]): FleetWait => {
    const count = ordinals.length;
    return {
      ...{ for: kind, count, since: null, until: untilOf(ledger, kind, ordinals) },
      message: `${waitWords(count)} ${words[kind]}.`,
      commands: help[kind].map((command) => command.replace('ID', ledger.fleetId)),
    };
  });
}

/** The first thing that holds a target back. */
function kindsIn(ledger: Ledger, now: number): (ordinal: number) => Kind {
  const { groups, graph, statuses, backoffs, heldUntil, settings, canaryPassed } = ledger;
  const gated = gatedIn(groups);
  const isHeldBack = graph ? heldBackIn(graph, statuses) : () => false;
  const waitsForCanary = settings.canary !== null && !canaryPassed;
  return (ordinal) => {
    if (gated(ordinal)) return 'approval';
    if (isHeldBack(ordinal)) return 'dependency';
    if ((backoffs.get(ordinal) ?? 0) > now) return 'backoff';
    if (waitsForCanary && at(ledger.attempts, ordinal) === 1) return 'canary';
    const isFull = ledger.slots.size >= currentCap(ledger);
    return heldUntil !== null && !isFull ? 'pace' : 'slot';
  };
}

const words: Readonly<Record<Kind, string>> = {
  approval: 'in groups that need an approval: the fleet pauses for it when nothing else can be launched',
  dependency: 'for targets that they depend on',
  backoff: 'to be tried again after a passing failure',
  pace: 'for the pace: only so many targets are launched in a minute',
  canary: 'for the targets of the canary, which run alone',
  slot: 'for a slot: as many targets as the fleet, or their group, may run at once are in progress',
};
const help: Readonly<Record<Kind, readonly string[]>> = {
  approval: [],
  dependency: ['bgagent fleet graph ID'],
  backoff: [],
  pace: ['bgagent fleet edit ID --launches-per-minute N'],
  canary: [],
  slot: ['bgagent fleet edit ID --max-concurrency N'],
};

function untilOf({ backoffs, heldUntil }: Ledger, kind: Kind, ordinals: readonly number[]): number | null {
  if (kind === 'pace') return heldUntil;
  if (kind !== 'backoff') return null;
  const meant = new Set(ordinals);
  return Math.min(...[...backoffs].flatMap(([ordinal, until]) => (meant.has(ordinal) ? [until] : [])));
}

const forgeWaits = (ledger: Ledger, now: number): FleetWait[] =>
  waitingTargets(ledger, now).map(({ host, count, until }) => ({
    ...{ for: 'forge', count, since: null, until, commands: [] },
    message: `${waitWords(count)} for ${host}: its limits have no room for their writes before.`,
  }));

/** Targets with a slot: those whose work has begun, and those whose task no worker has yet. */
function holderWaits(ledger: Ledger, now: number): FleetWait[] {
  const holders = [...ledger.slots].filter(([ordinal]) => waitOf(ledger, ordinal, now) === undefined);
  const queued = holders.filter(([ordinal]) => ledger.statuses[ordinal] === 'QUEUED');
  const begun = holders.filter(([ordinal]) => ledger.statuses[ordinal] !== 'QUEUED');
  const wait = (kind: 'worker' | 'work', of: typeof holders, message: string, commands: readonly string[]): FleetWait[] =>
    of.length === 0
      ? []
      : [
          {
            ...{ for: kind, count: of.length, until: null, message, commands },
            since: Math.min(...of.map(([, { since }]) => since)),
          },
        ];
  return [
    ...wait('worker', queued, `${waitWords(queued.length)} for a worker to begin.`, []),
    ...wait('work', begun, `${waitWords(begun.length)} for the end of the work, which goes on.`, [
      `bgagent fleet watch ${ledger.fleetId}`,
    ]),
  ];
}
