/** Ports of the actor that lack one safeguard of steps, gates or heals each. */
import type { Ledger } from '../../core/ledger/ledger.ts';
import type { ActorPorts } from '../../lambdas/fleet-mailbox/actor-ports.ts';
import type { FleetData } from '../twins/fleet-stores-in-memory.ts';
import { withLedgers } from './actor-without.ts';

/** The targets that still wait at a gate in this ledger, of those that waited before it. */
const stillAtGates = (ledger: Ledger, fleets: FleetData): Ledger['gates'] => {
  const before = fleets.ledgers.get(ledger.fleetId);
  const waits = [...(before?.gates ?? [])].filter(([ordinal]) => ledger.statuses[ordinal] === 'PENDING');
  return new Map([...ledger.gates, ...waits]);
};

/** A target that waits at a gate is taken for one that waits for a slot. */
export function launchesPastGates(ports: ActorPorts, fleets: FleetData): ActorPorts {
  const { ledgers } = ports.stores;
  return withLedgers(ports, {
    getLedger: async (fleetId) => {
      const ledger = await ledgers.getLedger(fleetId);
      return ledger && { ...ledger, gates: new Map() };
    },
    putLedgerAtVersion: (ledger) => ledgers.putLedgerAtVersion({ ...ledger, gates: stillAtGates(ledger, fleets) }),
  });
}

/** A continue opens the gate for whoever is there when it is applied, also for those that its caller was not shown. */
export const opensUnseen = (ports: ActorPorts): ActorPorts => ({
  ...ports,
  stores: {
    ...ports.stores,
    commands: {
      ...ports.stores.commands,
      listPendingCommands: async (fleetId) =>
        (await ports.stores.commands.listPendingCommands(fleetId)).map((command) =>
          command.kind === 'continue' ? { ...command, seen_gate: Number.MAX_SAFE_INTEGER } : command,
        ),
    },
  },
});

/** A batch that is done counts as the end of its step, whatever is left. */
export const forgetsBatches = (ports: ActorPorts): ActorPorts => ({
  ...ports,
  core: {
    ...ports.core,
    readTasks: async (taskIds) =>
      (await ports.core.readTasks(taskIds)).map((row) => (row.batch ? { ...row, batch: { ...row.batch, left: 0 } } : row)),
  },
});
