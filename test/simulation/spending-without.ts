/** Ports of the actor that lack one safeguard of money, questions or credentials each. */
import type { Ledger } from '../../core/ledger/ledger.ts';
import type { ActorPorts } from '../../lambdas/fleet-mailbox/actor-ports.ts';
import type { FleetData } from '../twins/fleet-stores-in-memory.ts';
import { withLedgers } from './actor-without.ts';

const withLimit = (ledger: Ledger, fleetUsd: number | null): Ledger => {
  const { budget } = ledger.settings;
  return budget === null ? ledger : { ...ledger, settings: { ...ledger.settings, budget: { ...budget, fleetUsd } } };
};

/** Launches as if the fleet had no limit. */
export function forgetsBudget(ports: ActorPorts, fleets: FleetData): ActorPorts {
  const { ledgers } = ports.stores;
  const limitOf = (fleetId: string): number | null => fleets.ledgers.get(fleetId)?.settings.budget?.fleetUsd ?? null;
  return withLedgers(ports, {
    getLedger: async (fleetId) => {
      const ledger = await ledgers.getLedger(fleetId);
      return ledger && withLimit(ledger, null);
    },
    putLedgerAtVersion: (ledger) => {
      const { fleetUsd = null } = ledger.settings.budget ?? {};
      return ledgers.putLedgerAtVersion(withLimit(ledger, fleetUsd ?? limitOf(ledger.fleetId)));
    },
  });
}

/** The targets that still wait in this ledger, of those that waited before it. */
const stillWaiting = (ledger: Ledger, fleets: FleetData): Ledger['waiting'] => {
  const before = fleets.ledgers.get(ledger.fleetId);
  const waits = [...(before?.waiting ?? [])].filter(([ordinal]) => ledger.statuses[ordinal] === 'PENDING');
  return new Map([...ledger.waiting, ...waits]);
};

/** A target that waits for an answer is taken for one that waits for a slot. */
export function launchesUnanswered(ports: ActorPorts, fleets: FleetData): ActorPorts {
  const { ledgers } = ports.stores;
  return withLedgers(ports, {
    getLedger: async (fleetId) => {
      const ledger = await ledgers.getLedger(fleetId);
      return ledger && { ...ledger, waiting: new Map() };
    },
    putLedgerAtVersion: (ledger) => ledgers.putLedgerAtVersion({ ...ledger, waiting: stillWaiting(ledger, fleets) }),
  });
}

/** A further answer to a question takes the place of the one that was given, until the attempt that begins with it has ended. */
export function takesManyAnswers(ports: ActorPorts, fleets: FleetData): ActorPorts {
  const { ledgers } = ports.stores;
  const again = (ledger: Ledger, { commandId, result }: Ledger['verdicts'][number]): number | undefined => {
    const isKnown = fleets.ledgers.get(ledger.fleetId)?.verdicts.some((verdict) => verdict.commandId === commandId) ?? false;
    const command = fleets.commands.get(ledger.fleetId)?.get(commandId);
    const ordinal = command?.kind === 'answer' ? command.targets?.[0]?.[0] : undefined;
    return result === 'refused' && !isKnown && ordinal !== undefined && ledger.answers.has(ordinal) ? ordinal : undefined;
  };
  return withLedgers(ports, {
    putLedgerAtVersion: (ledger) => {
      const answers = new Map(ledger.answers);
      const verdicts = ledger.verdicts.map((verdict) => {
        const ordinal = again(ledger, verdict);
        if (ordinal === undefined) return verdict;
        answers.set(ordinal, verdict.commandId);
        return { ...verdict, result: 'applied' as const, code: null, message: null };
      });
      return ledgers.putLedgerAtVersion({ ...ledger, answers, verdicts });
    },
  });
}

/** Refused credentials are a failure of the work like any other. */
export const blamesTargets = (ports: ActorPorts): ActorPorts => ({
  ...ports,
  core: {
    ...ports.core,
    readTasks: async (taskIds) =>
      (await ports.core.readTasks(taskIds)).map((row) => {
        const found = row.error_classification;
        return found?.category === 'auth' ? { ...row, error_classification: { ...found, category: 'agent' } } : row;
      }),
  },
});

/** A cost that was told after the end of its attempt is counted each time that it is told. */
export function countsAgain(ports: ActorPorts, fleets: FleetData): ActorPorts {
  const { ledgers } = ports.stores;
  return withLedgers(ports, {
    putLedgerAtVersion: (ledger) => {
      const before = fleets.ledgers.get(ledger.fleetId)?.openCosts ?? [];
      return ledgers.putLedgerAtVersion({ ...ledger, openCosts: new Map([...before, ...ledger.openCosts]) });
    },
  });
}
