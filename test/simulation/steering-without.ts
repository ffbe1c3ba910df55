/** Ports of the actor that lack one safeguard of steering each. */
import type { CommandRecord } from '../../contracts/fleet-records.ts';
import { holdsSlot, isPaused } from '../../core/fleet.ts';
import type { Ledger } from '../../core/ledger/ledger.ts';
import type { ActorPorts } from '../../lambdas/fleet-mailbox/actor-ports.ts';
import type { FleetData } from '../twins/fleet-stores-in-memory.ts';
import { messageOf } from '../../core/text/message-of-error.ts';
import { withLedgers } from './actor-without.ts';
import { SimulatedFault } from './scheduler.ts';

/** The policy is judged in the turn after the one that recorded a result. */
export function judgesLater(ports: ActorPorts, fleets: FleetData): ActorPorts {
  const { ledgers } = ports.stores;
  const failuresOf = (ledger: Ledger | undefined): number =>
    ledger?.statuses.filter((status) => status === 'FAILED' || status === 'LOST').length ?? 0;
  return withLedgers(ports, {
    putLedgerAtVersion: (ledger) => {
      const before = fleets.ledgers.get(ledger.fleetId);
      const isNews = before?.status === 'RUNNING' && isPaused(ledger.status) && failuresOf(ledger) > failuresOf(before);
      return ledgers.putLedgerAtVersion(isNews ? { ...ledger, status: 'RUNNING', reason: null } : ledger);
    },
  });
}

/** A fleet that waits is taken for one that runs. */
export function forgetsPauses(ports: ActorPorts): ActorPorts {
  const { ledgers } = ports.stores;
  return withLedgers(ports, {
    getLedger: async (fleetId) => {
      const ledger = await ledgers.getLedger(fleetId);
      return ledger && isPaused(ledger.status) ? { ...ledger, status: 'RUNNING' } : ledger;
    },
  });
}

const withCommands = (ports: ActorPorts, change: (command: CommandRecord) => CommandRecord): ActorPorts => ({
  ...ports,
  stores: {
    ...ports.stores,
    commands: {
      ...ports.stores.commands,
      listPendingCommands: async (fleetId) => (await ports.stores.commands.listPendingCommands(fleetId)).map(change),
    },
  },
});

/** However long it was under way, a command counts as asked for now. */
export const takesStale = (ports: ActorPorts): ActorPorts =>
  withCommands(ports, (command) => ({ ...command, at: ports.clockAndIds.now() }));

/** Whatever generation it was asked of, a command counts for the one that there is. */
export const mixesGenerations = (ports: ActorPorts, fleets: FleetData): ActorPorts =>
  withCommands(ports, (command) => ({
    ...command,
    generation: fleets.ledgers.get(command.fleet_id)?.generation ?? command.generation,
  }));

/** A turn that cannot read a fact writes nothing. */
export function waitsForFacts(ports: ActorPorts): ActorPorts {
  const { stores, core, workflow } = ports;
  let missed: Error | undefined;
  const noting =
    <A extends unknown[], R>(read: (...args: A) => Promise<R>) =>
    async (...args: A): Promise<R> => {
      try {
        return await read(...args);
      } catch (error) {
        missed = new SimulatedFault(messageOf(error));
        throw error;
      }
    };
  const getTargets = noting((id: string, of: readonly number[]) => stores.targets.getTargets(id, of));
  const reading = {
    ...ports,
    stores: { ...stores, targets: { ...stores.targets, getTargets } },
    core: {
      ...core,
      readTasks: noting((ids: readonly string[]) => core.readTasks(ids)),
      lookUpKey: noting((key: string) => core.lookUpKey(key)),
    },
    workflow: {
      ...workflow,
      runStatus: noting((id: string, generation: number, run: number) => workflow.runStatus(id, generation, run)),
    },
  };
  return withLedgers(reading, {
    putLedgerAtVersion: async (ledger) => {
      if (missed !== undefined) throw missed;
      return stores.ledgers.putLedgerAtVersion(ledger);
    },
  });
}

/** An event says what is so when it is published, not what was so when it happened. */
export const tellsAnew = (ports: ActorPorts, fleets: FleetData): ActorPorts => ({
  ...ports,
  bus: {
    ...ports.bus,
    publishFleetEvent: (type, detail) => {
      const now = [...fleets.ledgers.values()].map(({ status }) => status).join();
      return ports.bus.publishFleetEvent(type, { ...(detail as object), status: now }); // Every detail is an object.
    },
  },
});

/** The record of an attempt replaces those of the earlier ones. */
export const erasesAttempts = (ports: ActorPorts, fleets: FleetData): ActorPorts => ({
  ...ports,
  stores: {
    ...ports.stores,
    targets: {
      ...ports.stores.targets,
      recordOutcome: async (fleetId, ordinal, attempt, outcome) => {
        await ports.stores.targets.recordOutcome(fleetId, ordinal, attempt, outcome);
        const target = fleets.targets.get(fleetId)?.get(ordinal);
        if (target) fleets.targets.get(fleetId)?.set(ordinal, { ...target, outcomes: { [attempt]: outcome } });
      },
    },
  },
});

/** What runs in a fleet that is aborted is cancelled. */
export function abortsTasks(ports: ActorPorts): ActorPorts {
  const { ledgers } = ports.stores;
  return withLedgers(ports, {
    putLedgerAtVersion: (ledger) => {
      const owed = ledger.owed.map((mark, o) => (holdsSlot(ledger.statuses[o] ?? 'PENDING') ? ('cancel' as const) : mark));
      return ledgers.putLedgerAtVersion(ledger.status === 'ABORTING' ? { ...ledger, owed } : ledger);
    },
  });
}
