/**
 * What must hold at every write of a ledger about steps, gates and heals (semantics 11 and 21), by rules written down anew: from the rows of
 * the tasks and the commands.
 */
import { fleetTaskKey } from '../../contracts/keys.ts';
import type { CommandRecord } from '../../contracts/fleet-records.ts';
import type { TaskRow } from '../../contracts/task.ts';
import { holdsSlot, isTerminalTarget } from '../../core/fleet.ts';
import type { Ledger } from '../../core/ledger/ledger.ts';
import type { StepRule } from '../../core/settings.ts';
import type { TaskData } from '../twins/task-store-in-memory.ts';

interface StepsWitness {
  readonly tasks: TaskData;
  /** A command by its id. */
  readonly commandOf: (commandId: string) => CommandRecord | undefined;
  readonly violation: (sentence: string) => void;
  /** Told of something that happened, by its name. */
  readonly count: (what: string) => void;
}

/** One target in one write. */
interface Seen {
  readonly before: Ledger;
  readonly after: Ledger;
  readonly ordinal: number;
  readonly commands: readonly CommandRecord[];
}

/** Attempts at a target: with steps, and without. */
const mostAttempts = { steps: 200, none: 35 };
const healable: ReadonlySet<string> = new Set(['agent', 'verification', 'timeout', 'budget']);

export class StepsWatch {
  readonly #witness: StepsWitness;
  /** Targets whose gate a person has opened since they came to it. */
  readonly #opened = new Set<number>();

  constructor(witness: StepsWitness) {
    this.#witness = witness;
  }

  written(before: Ledger, after: Ledger): void {
    if (after.settings.steps.length === 0 && after.settings.heal === null) return;
    const commands = this.#appliedIn(before, after);
    after.statuses.forEach((_, ordinal) => {
      const seen = { before, after, ordinal, commands };
      this.#noteGate(seen);
      this.#checkStep(seen);
      this.#checkEnd(seen);
      this.#checkLaunch(seen);
      this.#checkHeal(seen);
      this.#checkWaiting(seen);
    });
    const waits = after.statuses.every((status, at) => isTerminalTarget(status) || after.gates.has(at));
    if (after.status === 'RUNNING' && after.gates.size > 0 && waits) this.#bad('the fleet is RUNNING and only a person can help');
  }

  #bad(sentence: string): void {
    this.#witness.violation(sentence);
  }

  #appliedIn(before: Ledger, after: Ledger): CommandRecord[] {
    const known = new Set(before.verdicts.map(({ commandId }) => commandId));
    const news = after.verdicts.filter(({ commandId, result }) => result === 'applied' && !known.has(commandId));
    return news.flatMap(({ commandId }) => this.#witness.commandOf(commandId) ?? []);
  }

  #rowOf({ fleetId }: Ledger, ordinal: number, attempt: number): TaskRow | undefined {
    const key = fleetTaskKey(fleetId, ordinal, attempt);
    return [...this.#witness.tasks.rows.values()].find((row) => row.idempotency_key === key);
  }

  /** The gate is opened by an approval of this target, or by a continue of somebody who was shown that it waits. A new step has a new gate. */
  #noteGate({ before, after, ordinal, commands }: Seen): void {
    if (stepOf(before, ordinal) !== stepOf(after, ordinal) || commands.some((each) => isReturn(each, ordinal))) {
      this.#opened.delete(ordinal);
    }
    const arrival = before.gates.get(ordinal);
    // Commands are applied in the order of their ids: one that a person was sent back by comes before those that open the gate for it.
    const isSentBefore = (id: string): boolean => commands.some((each) => isReturn(each, ordinal) && each.command_id < id);
    const opening = commands.find(
      (each) => arrival !== undefined && opens(each, ordinal, isSentBefore(each.command_id) ? Infinity : arrival),
    );
    if (opening !== undefined) {
      // A step that was passed over leads to the next one, whose gate is closed.
      if (stepOf(before, ordinal) === stepOf(after, ordinal)) this.#opened.add(ordinal);
      this.#witness.count('gates opened');
    }
    if (!before.gates.has(ordinal) && after.gates.has(ordinal)) this.#witness.count('arrivals at gates');
  }

  /** A target goes on by one step when it has done it, further where a person passes steps over, and elsewhere where a person sends it. */
  #checkStep({ before, after, ordinal, commands }: Seen): void {
    const [from, to] = [stepOf(before, ordinal), stepOf(after, ordinal)];
    const last = before.attempts[ordinal] ?? 0;
    if (from !== to) {
      const isSent = commands.some((each) => each.kind === 'retry' && each.from_step === to && isAbout(each, ordinal));
      const isPassed = commands.some((each) => each.pass_over === true) && to > from;
      const isDone = to === from + 1 && this.#hasDone(before, ordinal, last);
      const isSteered = to < from && commands.some((each) => each.kind === 'steer' && isAbout(each, ordinal));
      if (!isSent && !isPassed && !isDone && !isSteered) {
        this.#bad(`target ${ordinal} went from step ${from} to ${to}, and attempt ${last} has not done it`);
      }
      this.#witness.count('further steps');
    } else if ((after.attempts[ordinal] ?? 0) === last + 1 && after.triggers[ordinal] === 'step') {
      const row = this.#rowOf(before, ordinal, last);
      // A target whose failure is not held against it repeats its attempt, whatever caused it.
      const isRepeated = row?.status !== 'COMPLETED';
      if ((row?.batch?.left ?? 0) === 0 && !isRepeated) {
        this.#bad(`target ${ordinal} takes step ${to} again, and no batch is left`);
      }
      this.#witness.count('batches');
    }
    if (to > 0 && to >= after.settings.steps.length) {
      this.#bad(`target ${ordinal} is at step ${to} of ${after.settings.steps.length}`);
    }
  }

  #hasDone(ledger: Ledger, ordinal: number, attempt: number): boolean {
    const row = this.#rowOf(ledger, ordinal, attempt);
    const isDone = row?.status === 'COMPLETED' && row.build_passed !== false && row.question == null;
    return isDone && (row.batch?.left ?? 0) === 0;
  }

  /** Only the end of the last step is a success. */
  #checkEnd({ before, after, ordinal, commands }: Seen): void {
    if (after.statuses[ordinal] !== 'SUCCEEDED' || before.statuses[ordinal] === 'SUCCEEDED') return;
    const step = stepOf(after, ordinal);
    if (step !== Math.max(0, after.settings.steps.length - 1)) this.#bad(`target ${ordinal} succeeded at step ${step}`);
    const isPassed = commands.some((each) => each.pass_over === true) && before.gates.has(ordinal);
    const attempt = after.attempts[ordinal] ?? 0;
    if (!isPassed && !this.#hasDone(after, ordinal, attempt)) {
      this.#bad(`target ${ordinal} succeeded, and attempt ${attempt} has not done its step`);
    }
    if (isPassed) this.#witness.count('passed over to the end');
  }

  #checkLaunch({ before, after, ordinal }: Seen): void {
    const attempt = after.attempts[ordinal] ?? 0;
    const { steps } = after.settings;
    if (attempt > (steps.length > 0 ? mostAttempts.steps : mostAttempts.none)) {
      this.#bad(`target ${ordinal} has attempt ${attempt}`);
    }
    if (!isLaunch(before, after, ordinal)) return;
    if (ruleOf(after, ordinal)?.gate && !this.#opened.has(ordinal)) {
      this.#bad(
        `target ${ordinal} was launched at step ${stepOf(after, ordinal)}, whose gate nobody has opened since it came there`,
      );
    }
    const expected = limitOf(after, ordinal);
    const given = after.slots.get(ordinal)?.budgetUsd;
    if (given !== expected) this.#bad(`target ${ordinal} may spend ${String(given)}, not ${String(expected)}`);
  }

  /** A heal follows a failure of the work, and there are no more of them than the fleet allows. */
  #checkHeal({ before, after, ordinal }: Seen): void {
    const { heal } = after.settings;
    const used = after.heals[ordinal] ?? 0;
    if (used > (heal?.maxAttempts ?? 0)) this.#bad(`target ${ordinal} was healed ${used} times`);
    const last = before.attempts[ordinal] ?? 0;
    if (after.triggers[ordinal] !== 'heal' || (after.attempts[ordinal] ?? 0) !== last + 1) return;
    const row = this.#rowOf(before, ordinal, last);
    if (used === (before.heals[ordinal] ?? 0)) return;
    this.#witness.count('heals');
    const found = row?.build_passed === false ? 'verification' : (row?.error_classification?.category ?? 'none');
    if (!healable.has(found)) this.#bad(`target ${ordinal} is healed after a failure of class ${found}`);
  }

  /** A target that waits at a gate is PENDING, without slot and child. */
  #checkWaiting({ after, ordinal }: Seen): void {
    if (!after.gates.has(ordinal)) return;
    const status = after.statuses[ordinal] ?? 'gone';
    if (status !== 'PENDING' || after.slots.has(ordinal)) this.#bad(`target ${ordinal} waits at a gate and is ${status}`);
    if (after.children[ordinal] !== 0) this.#bad(`target ${ordinal} waits at a gate and has a child`);
    if (after.waiting.has(ordinal)) this.#bad(`target ${ordinal} waits at a gate and for an answer`);
  }
}

const stepOf = ({ atSteps }: Ledger, ordinal: number): number => atSteps[ordinal] ?? 0;
const ruleOf = ({ settings, atSteps }: Ledger, ordinal: number): StepRule | undefined => settings.steps[atSteps[ordinal] ?? 0];

const isAbout = ({ targets }: CommandRecord, ordinal: number): boolean =>
  targets === undefined || targets.some(([from, to]) => ordinal >= from && ordinal <= to);

const isReturn = (command: CommandRecord, ordinal: number): boolean =>
  command.kind === 'retry' && command.from_step !== undefined && isAbout(command, ordinal);

const opens = (command: CommandRecord, ordinal: number, arrival: number): boolean =>
  (command.kind === 'approve' && isAbout(command, ordinal)) ||
  (command.kind === 'continue' && arrival <= (command.seen_gate ?? 0));

function isLaunch(before: Ledger, after: Ledger, ordinal: number): boolean {
  const was = before.statuses[ordinal];
  const isNew = was === undefined || !holdsSlot(was) || before.attempts[ordinal] !== after.attempts[ordinal];
  return holdsSlot(after.statuses[ordinal] ?? 'PENDING') && isNew;
}

/** What an attempt may cost: a heal, then its step, then the fleet. */
function limitOf(ledger: Ledger, ordinal: number): number | undefined {
  const { budget, heal, usesAgent } = ledger.settings;
  const rule = ruleOf(ledger, ordinal);
  if (!(rule?.usesAgent ?? usesAgent) || ledger.publishing.has(ordinal)) return undefined;
  if ((ledger.heals[ordinal] ?? 0) > 0) return budget?.healUsd ?? heal?.maxUsd;
  return rule?.budgetUsd ?? budget?.targetUsd;
}
