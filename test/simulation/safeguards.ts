/** The protocol's safeguards that the simulation can switch off, one by one, to show that it would notice. */
import type { AttemptOutcome } from '../../contracts/fleet-records.ts';
import { fleetTaskKey, parseFleetTaskKey } from '../../contracts/keys.ts';
import type { TaskStore } from '../../adapters/ports.ts';
import type { Ledger } from '../../core/ledger.ts';
import type { ActorPorts } from '../../lambdas/fleet-mailbox/actor-ports.ts';
import type { DrivePorts } from '../../lambdas/target-drive/drive.ts';
import type { FleetData } from '../twins/fleet-stores-in-memory.ts';
import type { Safeguard } from './safeguard.ts';

/** Ports with other functions of the ledger store. */
const withLedgers = (ports: ActorPorts, ledgers: Partial<ActorPorts['stores']['ledgers']>): ActorPorts => ({
  ...ports,
  stores: { ...ports.stores, ledgers: { ...ports.stores.ledgers, ...ledgers } },
});

/** Writes whatever the version is. */
function unconditional(ports: ActorPorts, fleets: FleetData): ActorPorts {
  const { putLedgerAtVersion } = ports.stores.ledgers;
  return withLedgers(ports, {
    putLedgerAtVersion: async (ledger) =>
      (await putLedgerAtVersion(ledger)) ||
      putLedgerAtVersion({ ...ledger, version: fleets.ledgers.get(ledger.fleetId)?.version ?? ledger.version }),
  });
}

/** Each create makes a task of its own. */
const keyless = (store: TaskStore): TaskStore => ({
  ...store,
  getTaskClaim: () => Promise.resolve(undefined),
  claimTaskKeyIfAbsent: async (key, claim) => {
    // What the claim item says last is what the actor finds.
    if ('taskId' in claim) return (await store.claimTaskKeyIfAbsent(`${key}#${claim.taskId}`, claim), claim);
    return store.claimTaskKeyIfAbsent(key, claim);
  },
});

/** Takes a key for closed that is only not used yet. */
function closesNothing(ports: ActorPorts): ActorPorts {
  return {
    ...ports,
    core: {
      ...ports.core,
      closeKey: async (key) => {
        const claim = await ports.core.lookUpKey(key);
        if (claim && 'taskId' in claim) return { taskId: claim.taskId };
        pretended.add(key);
        return { closed: true };
      },
      lookUpKey: async (key) =>
        (await ports.core.lookUpKey(key)) ?? (pretended.has(key) ? { userId: 'ann', closed: true } : undefined),
    },
  };
}
/** Keys hold the fleet's id and a fleet is of one world only. */
const pretended = new Set<string>();

/** A rejected create counts as a failure at once. */
function failsAtOnce(ports: ActorPorts): ActorPorts {
  const rejected = new Set<string>();
  return {
    ...ports,
    stores: {
      ...ports.stores,
      targets: {
        ...ports.stores.targets,
        getTargets: async (fleetId, ordinals) => {
          const targets = await ports.stores.targets.getTargets(fleetId, ordinals);
          for (const { ordinal, created } of targets)
            for (const [attempt, made] of Object.entries(created))
              if ('rejection' in made) rejected.add(fleetTaskKey(fleetId, ordinal, Number(attempt)));
          return targets;
        },
      },
    },
    core: {
      ...ports.core,
      lookUpKey: async (key) => (rejected.has(key) ? { userId: 'ann', closed: true } : ports.core.lookUpKey(key)),
    },
  };
}

/** The ledger is read first, then the token is parked. */
function looksFirst(ports: DrivePorts): DrivePorts {
  let seen: Promise<Ledger | undefined> | undefined;
  const { ledgers, turns } = ports.stores;
  return {
    ...ports,
    stores: {
      ...ports.stores,
      ledgers: { ...ledgers, getLedger: (fleetId) => seen ?? ledgers.getLedger(fleetId) },
      turns: {
        ...turns,
        parkUnlessNewer: async (fleetId, ordinal, turn) => {
          const ledger = await ledgers.getLedger(fleetId);
          seen = Promise.resolve(ledger);
          return turns.parkUnlessNewer(fleetId, ordinal, turn);
        },
      },
    },
  };
}

/** Tokens are read before the ledger is written. */
function readsTokensFirst(ports: ActorPorts): ActorPorts {
  const { ledgers, turns } = ports.stores;
  let seen: Awaited<ReturnType<typeof turns.getTurns>> | undefined;
  const early = {
    ...ports,
    stores: {
      ...ports.stores,
      turns: {
        ...turns,
        getTurns: async (fleetId: string, ordinals: readonly number[]) =>
          new Map([...(seen ?? (await turns.getTurns(fleetId, ordinals)))].filter(([ordinal]) => ordinals.includes(ordinal))),
      },
    },
  };
  return withLedgers(early, {
    getLedger: async (fleetId) => {
      const ledger = await ledgers.getLedger(fleetId);
      if (ledger) seen = await turns.getTurns(fleetId, [...ledger.statuses.keys()]);
      return ledger;
    },
  });
}

/** Effects are done before the ledger that owes them is written. */
function tellsFirst(ports: ActorPorts): ActorPorts {
  const { getLedger, putLedgerAtVersion } = ports.stores.ledgers;
  let held: Ledger | undefined;
  const flush = async (): Promise<boolean> => {
    const ledger = held;
    held = undefined;
    return ledger === undefined || putLedgerAtVersion(ledger);
  };
  return withLedgers(ports, {
    getLedger: async (fleetId) => {
      await flush();
      return getLedger(fleetId);
    },
    putLedgerAtVersion: async (ledger) => {
      if (held === undefined) {
        held = ledger;
        return true;
      }
      return (await flush()) && putLedgerAtVersion(ledger);
    },
  });
}

/** What is owed is cleared by the write that owes it. */
function clearsBeforeDoing(ports: ActorPorts): ActorPorts {
  const { putLedgerAtVersion } = ports.stores.ledgers;
  return withLedgers(ports, {
    putLedgerAtVersion: (ledger) =>
      putLedgerAtVersion({
        ...ledger,
        ...{ owedEvents: [], owedLog: [], startOwed: false, owed: ledger.owed.map(() => 'none' as const) },
        verdicts: ledger.verdicts.map((verdict) => ({ ...verdict, owed: false })),
      }),
  });
}

/** Only the last verdict is remembered, told or not. */
function forgetsVerdicts(ports: ActorPorts): ActorPorts {
  const { putLedgerAtVersion } = ports.stores.ledgers;
  return withLedgers(ports, {
    putLedgerAtVersion: (ledger) => putLedgerAtVersion({ ...ledger, verdicts: ledger.verdicts.slice(-1) }),
  });
}

/** What a task of an older attempt says is taken for the newest. */
function mixesAttempts(ports: ActorPorts, fleets: FleetData): ActorPorts {
  return {
    ...ports,
    core: {
      ...ports.core,
      readTasks: async (taskIds) =>
        (await ports.core.readTasks(taskIds)).map((row) => {
          const fleetId = row.channel_metadata?.fleet_id ?? '';
          const of = parseFleetTaskKey(fleetId, row.idempotency_key);
          const attempt = of && fleets.ledgers.get(fleetId)?.attempts[of.ordinal];
          return of && attempt ? { ...row, idempotency_key: fleetTaskKey(fleetId, of.ordinal, attempt) } : row;
        }),
    },
  };
}

/** How an attempt ended is recorded after the ledger says so. */
function recordsLater(ports: ActorPorts): ActorPorts {
  const { targets, ledgers } = ports.stores;
  const held: [string, number, number, AttemptOutcome][] = [];
  const later = {
    ...ports,
    stores: {
      ...ports.stores,
      targets: {
        ...targets,
        recordOutcome: (...outcome: (typeof held)[number]) => Promise.resolve(void held.push(outcome)),
      },
    },
  };
  return withLedgers(later, {
    putLedgerAtVersion: async (ledger) => {
      const written = await ledgers.putLedgerAtVersion(ledger);
      for (const outcome of held.splice(0)) await targets.recordOutcome(...outcome);
      return written;
    },
  });
}

/** Which token the drive does not answer. */
function answersNot(ports: DrivePorts, isSilent: (token: string) => boolean): DrivePorts {
  return {
    ...ports,
    tokens: { answer: (token, again) => (isSilent(token) ? Promise.resolve() : ports.tokens.answer(token, again)) },
  };
}

/** A closed key whose task was never written gets no row. */
const noTombstone = (store: TaskStore): TaskStore => ({ ...store, putTaskIfAbsent: () => Promise.resolve(false) });

/** Workers write whoever holds the claim now. */
const claimless = (store: TaskStore): TaskStore => ({
  ...store,
  moveTaskIfStatus: (taskId, { claim: _, ...move }) => store.moveTaskIfStatus(taskId, move),
  renewLeaseOfClaim: async (taskId, claim, until) =>
    store.renewLeaseOfClaim(taskId, (await store.getTask(taskId))?.claim ?? claim, until),
});

/** A worker takes what another one holds. */
const leaseless = (store: TaskStore): TaskStore => ({
  ...store,
  claimTaskIfFree: (taskId, now, until) => store.claimTaskIfFree(taskId, now + 10 ** 9, until),
});

export const safeguards: readonly Safeguard[] = [
  {
    name: 'ledger-version',
    seed: 4,
    says: 'The ledger is written only at the version that was read.',
    without: { actor: unconditional },
  },
  { name: 'create-key', seed: 6, says: 'A task is created once per (fleet, target, attempt).', without: { tasks: keyless } },
  {
    name: 'close-key',
    seed: 42,
    says: 'A key is closed before its target is LOST, FAILED or CANCELLED.',
    without: { actor: closesNothing },
  },
  {
    name: 'close-rejected',
    seed: 48,
    says: 'A rejected create fails its target only after its key was closed.',
    without: { actor: failsAtOnce },
  },
  {
    name: 'displaced-answered',
    seed: 42,
    says: 'A child that is displaced is answered.',
    without: { drive: (ports, input) => answersNot(ports, (token) => token !== input.token) },
  },
  {
    name: 'refused-answered',
    seed: 127,
    says: 'A child whose park is refused answers itself.',
    without: { drive: refusedSilently },
  },
  { name: 'park-then-look', seed: 336, says: 'A child parks before it looks.', without: { drive: looksFirst } },
  {
    name: 'tokens-after-ledger',
    seed: 329,
    says: 'The actor reads tokens after it wrote the ledger.',
    without: { actor: readsTokensFirst },
  },
  {
    name: 'effects-after-ledger',
    seed: 9,
    says: 'Effects are done after the ledger was written.',
    without: { actor: tellsFirst },
  },
  {
    name: 'owed-until-done',
    seed: 1,
    says: 'What is owed stays in the ledger until it is done.',
    without: { actor: clearsBeforeDoing },
  },
  {
    name: 'verdict-kept',
    seed: 9,
    says: 'A verdict leaves the ledger only after its command item holds it.',
    without: { actor: forgetsVerdicts },
  },
  { name: 'facts-by-attempt', seed: 56, says: 'Facts apply by target and attempt.', without: { actor: mixesAttempts } },
  { name: 'facts-first', seed: 2, says: 'Facts are recorded before the ledger is written.', without: { actor: recordsLater } },
  {
    name: 'tombstone',
    seed: 102,
    says: 'Closing a key writes the row that was never written as CANCELLED.',
    without: { actorTasks: noTombstone },
  },
  { name: 'worker-claim', seed: 15, says: 'A worker writes only while its claim holds.', without: { tasks: claimless } },
  { name: 'worker-lease', seed: 2, says: 'A worker takes no task under a live lease.', without: { tasks: leaseless } },
  {
    name: 'submit-once',
    seed: 296,
    says: 'A submit writes the ledger only if there is none.',
    without: { submitOverwrites: true },
  },
  { name: 'clock', seed: 11, says: 'A clock looks at fleets whose time has come.', without: { noClock: true } },
  {
    name: 'request-timeout',
    seed: 140,
    says: 'A request ends before the lease of its submit does.',
    without: { noRequestTimeout: true },
  },
  { name: 'drive-timeout', seed: 158, says: 'A child that waits for a day starts anew.', without: { noDriveTimeout: true } },
];

function refusedSilently(ports: DrivePorts, input: { token: string }): DrivePorts {
  let refused = false;
  const { turns } = ports.stores;
  const noting = {
    ...turns,
    parkUnlessNewer: async (...args: Parameters<typeof turns.parkUnlessNewer>) => {
      const parked = await turns.parkUnlessNewer(...args);
      refused = parked.refused;
      return parked;
    },
  };
  return answersNot({ ...ports, stores: { ...ports.stores, turns: noting } }, (token) => refused && token === input.token);
}
