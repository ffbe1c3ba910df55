/** Ports of the actor that lack one safeguard of reviews each. */
import type { ActorPorts } from '../../lambdas/fleet-mailbox/actor-ports.ts';
import type { FleetData } from '../twins/fleet-stores-in-memory.ts';
import { withLedgers } from './actor-without.ts';

/** What waits for a review is taken for approved. */
export function publishesUnreviewed(ports: ActorPorts): ActorPorts {
  const { ledgers } = ports.stores;
  return withLedgers(ports, {
    getLedger: async (fleetId) => {
      const ledger = await ledgers.getLedger(fleetId);
      if (!ledger) return undefined;
      const { publishing } = ledger;
      const gates = new Map([...ledger.gates].filter(([ordinal]) => !publishing.has(ordinal)));
      return { ...ledger, gates, gatesPassed: new Set([...ledger.gatesPassed, ...publishing.keys()]) };
    },
  });
}

/** An approval stays when another commit is there. */
export function keepsApprovals(ports: ActorPorts, fleets: FleetData): ActorPorts {
  const { ledgers } = ports.stores;
  return withLedgers(ports, {
    putLedgerAtVersion: (ledger) => {
      const before = fleets.ledgers.get(ledger.fleetId);
      const isApproved = (ordinal: number): boolean =>
        before?.publishing.has(ordinal) === true && before.gatesPassed.has(ordinal) && ledger.publishing.has(ordinal);
      const approved = [...ledger.gates.keys()].filter(isApproved);
      const gates = new Map([...ledger.gates].filter(([ordinal]) => !approved.includes(ordinal)));
      return ledgers.putLedgerAtVersion({ ...ledger, gates, gatesPassed: new Set([...ledger.gatesPassed, ...approved]) });
    },
  });
}
