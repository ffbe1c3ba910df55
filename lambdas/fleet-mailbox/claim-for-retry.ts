/**
 * Takes the claims of an exclusive fleet that has ended, before the turn that opens it again (semantics 22). A retry that cannot have them
 * is told so, and refused by the core. A retry that would be refused anyway takes none.
 */
import type { Command } from '../../core/command.ts';
import { isTerminalFleet } from '../../core/fleet.ts';
import type { Ledger } from '../../core/ledger/ledger.ts';
import { transition } from '../../core/transition.ts';
import { claimedRepos, giveBackClaims, takeClaims } from '../exclusive-claims.ts';
import type { ActorPorts } from './actor-ports.ts';

export interface Claimed {
  /** The commands, each retry with the conflict where there is one. */
  readonly commands: readonly Command[];
  /** To be called before the ledger is written. @throws Error when the claims may be taken over meanwhile; the mail comes again */
  readonly check: () => void;
  /**
   * To be called once the ledger is written. If there is a conflict, it gives back what was taken. Not before: of two turns at once
   * that take the same claims, the one whose ledger was written knows that the other takes them again.
   */
  readonly settle: () => Promise<void>;
}

export async function claimForRetry(
  ports: ActorPorts,
  ledger: Ledger,
  asked: { readonly commands: readonly Command[]; readonly now: number },
): Promise<Claimed> {
  const { commands } = asked;
  const generation = generationAfter(ports, ledger, asked);
  if (generation === ledger.generation) return { commands, check: nothing, settle: () => Promise.resolve() };
  const targets = await ports.stores.targets.getTargets(ledger.fleetId, [...ledger.statuses.keys()]);
  const claimant = { fleetId: ledger.fleetId, generation };
  const { taken, conflict, until } = await takeClaims(ports, claimant, claimedRepos(targets));
  if (conflict !== undefined) {
    return { commands: commands.map(withConflict(conflict)), check: nothing, settle: () => giveBackClaims(ports, taken) };
  }
  const check = (): void => {
    if (ports.clockAndIds.now() < until) return;
    throw new Error(`Fleet ${ledger.fleetId} took so long to claim its repositories that another fleet may take them over`);
  };
  return { commands, check, settle: () => Promise.resolve() };
}

const nothing = (): void => undefined;

const withConflict =
  (conflict: string) =>
  (command: Command): Command =>
    command.kind === 'retry' ? { ...command, conflict } : command;

/** Commands come first in a turn, so whether they open a fleet that has ended depends on no fact. */
function generationAfter(
  { durations }: ActorPorts,
  ledger: Ledger,
  { commands, now }: { readonly commands: readonly Command[]; readonly now: number },
): number {
  if (!ledger.settings.exclusive || !isTerminalFleet(ledger.status) || commands.length === 0) return ledger.generation;
  const facts = commands.map((command) => ({ kind: 'command', command }) as const);
  return transition(ledger, facts, now, durations).ledger.generation;
}
