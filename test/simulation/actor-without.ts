/** Ports of the actor that lack one safeguard each. */
import type { AttemptOutcome } from '../../contracts/fleet-records.ts';
import { fleetTaskKey, parseFleetTaskKey } from '../../contracts/keys.ts';
import { isTerminalFleet, type TargetStatus } from '../../core/fleet.ts';
import type { Ledger, Slot, Wait } from '../../core/ledger/ledger.ts';
import type { ActorPorts } from '../../lambdas/fleet-mailbox/actor-ports.ts';
import type { FleetData } from '../twins/fleet-stores-in-memory.ts';

/** Ports with other functions of the ledger store. */
export const withLedgers = (ports: ActorPorts, ledgers: Partial<ActorPorts['stores']['ledgers']>): ActorPorts => ({
  ...ports,
  stores: { ...ports.stores, ledgers: { ...ports.stores.ledgers, ...ledgers } },
});

/** Writes whatever the version is. */
export function unconditional(ports: ActorPorts, fleets: FleetData): ActorPorts {
  const { ledgers } = ports.stores;
  return withLedgers(ports, {
    putLedgerAtVersion: async (ledger) =>
      (await ledgers.putLedgerAtVersion(ledger)) ||
      ledgers.putLedgerAtVersion({ ...ledger, version: fleets.ledgers.get(ledger.fleetId)?.version ?? ledger.version }),
  });
}

/** Takes a key for closed that is only not used yet. */
export function closesNothing(ports: ActorPorts, fleets: FleetData): ActorPorts {
  const pretended = pretendedIn.get(fleets) ?? new Set<string>();
  pretendedIn.set(fleets, pretended);
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
/** Keys that an actor of this world took for closed. */
const pretendedIn = new WeakMap<FleetData, Set<string>>();

/** A rejected create counts as a failure at once. */
export function failsAtOnce(ports: ActorPorts): ActorPorts {
  const rejected = new Set<string>();
  return {
    ...ports,
    stores: {
      ...ports.stores,
      targets: {
        ...ports.stores.targets,
        getTargets: async (fleetId, ordinals) => {
          const targets = await ports.stores.targets.getTargets(fleetId, ordinals);
          for (const { ordinal, created } of targets) {
            for (const [attempt, made] of Object.entries(created)) {
              if ('rejection' in made) rejected.add(fleetTaskKey(fleetId, ordinal, Number(attempt)));
            }
          }
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

/** Tokens are read before the ledger is written. */
export function readsTokensFirst(ports: ActorPorts): ActorPorts {
  const { ledgers, tokens } = ports.stores;
  let seen: Awaited<ReturnType<typeof tokens.getTokens>> | undefined;
  const early = {
    ...ports,
    stores: {
      ...ports.stores,
      tokens: {
        ...tokens,
        getTokens: async (fleetId: string, ordinals: readonly number[]) =>
          new Map([...(seen ?? (await tokens.getTokens(fleetId, ordinals)))].filter(([ordinal]) => ordinals.includes(ordinal))),
      },
    },
  };
  return withLedgers(early, {
    getLedger: async (fleetId) => {
      const ledger = await ledgers.getLedger(fleetId);
      if (ledger) seen = await tokens.getTokens(fleetId, [...ledger.statuses.keys()]);
      return ledger;
    },
  });
}

/** Effects are done before the ledger that owes them is written. */
export function tellsFirst(ports: ActorPorts): ActorPorts {
  const { ledgers } = ports.stores;
  let held: Ledger | undefined;
  const flush = async (): Promise<boolean> => {
    const ledger = held;
    held = undefined;
    return ledger === undefined || ledgers.putLedgerAtVersion(ledger);
  };
  return withLedgers(ports, {
    getLedger: async (fleetId) => {
      await flush();
      return ledgers.getLedger(fleetId);
    },
    putLedgerAtVersion: async (ledger) => {
      if (held === undefined) {
        held = ledger;
        return true;
      }
      return (await flush()) && ledgers.putLedgerAtVersion(ledger);
    },
  });
}

/** What is owed is cleared by the write that owes it. */
export function clearsBeforeDoing(ports: ActorPorts): ActorPorts {
  const { ledgers } = ports.stores;
  return withLedgers(ports, {
    putLedgerAtVersion: (ledger) =>
      ledgers.putLedgerAtVersion({
        ...ledger,
        ...{ owedEvents: [], owedLog: [], startOwed: false, owed: ledger.owed.map(() => 'none' as const) },
        verdicts: ledger.verdicts.map((verdict) => ({ ...verdict, owed: false })),
      }),
  });
}

/** Only the last verdict is remembered, told or not. */
export function forgetsVerdicts(ports: ActorPorts): ActorPorts {
  const { ledgers } = ports.stores;
  return withLedgers(ports, {
    putLedgerAtVersion: (ledger) => ledgers.putLedgerAtVersion({ ...ledger, verdicts: ledger.verdicts.slice(-1) }),
  });
}

/** What a task of an older attempt says is taken for the newest. */
export function mixesAttempts(ports: ActorPorts, fleets: FleetData): ActorPorts {
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
export function recordsLater(ports: ActorPorts): ActorPorts {
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

/** What an attempt waited for is kept by target, and taken for what the next one waits for. */
export function keepsWaits(ports: ActorPorts, fleets: FleetData): ActorPorts {
  const kept = waitsIn.get(fleets) ?? new Map<number, { attempt: number; waits: Wait }>();
  waitsIn.set(fleets, kept);
  const { ledgers } = ports.stores;
  return withLedgers(ports, {
    putLedgerAtVersion: (ledger) => {
      const slots = [...ledger.slots].map(([ordinal, slot]): [number, Slot] => {
        const attempt = ledger.attempts[ordinal] ?? 0;
        if (slot.waits) kept.set(ordinal, { attempt, waits: slot.waits });
        const known = kept.get(ordinal);
        const isOlder = known !== undefined && known.attempt < attempt && ledger.statuses[ordinal] === 'QUEUED';
        return [ordinal, isOlder ? { ...slot, waits: known.waits } : slot];
      });
      return ledgers.putLedgerAtVersion({ ...ledger, slots: new Map(slots) });
    },
  });
}
/** What the attempts of a world waited for last, by ordinal. */
const waitsIn = new WeakMap<FleetData, Map<number, { attempt: number; waits: Wait }>>();

/** Every target gets a child ahead of its launch. */
export const looksFarAhead = (ports: ActorPorts): ActorPorts => ({
  ...ports,
  durations: { ...ports.durations, lookAhead: { least: 100, perSlot: 0 } },
});

/** Targets do not wait for each other. */
export function forgetsOrder(ports: ActorPorts): ActorPorts {
  const { ledgers } = ports.stores;
  return withLedgers(ports, {
    getLedger: async (fleetId) => {
      const ledger = await ledgers.getLedger(fleetId);
      return ledger && { ...ledger, graph: null };
    },
    // What is written says what it said before, or the watch would have nothing to hold against it.
    putLedgerAtVersion: async (ledger) => {
      const graph = (await ledgers.getLedger(ledger.fleetId))?.graph ?? null;
      return ledgers.putLedgerAtVersion({ ...ledger, graph });
    },
  });
}

/** A target whose dependency failed goes on waiting for it. */
export function blocksNothing(ports: ActorPorts): ActorPorts {
  const { ledgers } = ports.stores;
  const waits = (status: TargetStatus): TargetStatus => (status === 'BLOCKED' ? 'PENDING' : status);
  return withLedgers(ports, {
    putLedgerAtVersion: (ledger) =>
      ledgers.putLedgerAtVersion(isTerminalFleet(ledger.status) ? ledger : { ...ledger, statuses: ledger.statuses.map(waits) }),
  });
}

/** A task that is stopped because a person failed its target looks like one that was cancelled. */
export const failsLikeCancels = (ports: ActorPorts): ActorPorts => ({
  ...ports,
  core: {
    ...ports.core,
    cancelTask: (taskId, why) => ports.core.cancelTask(taskId, why === 'failed' ? 'asked' : why),
  },
});
