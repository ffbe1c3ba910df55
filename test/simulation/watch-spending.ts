/**
 * What must hold at every write of a ledger about money, questions and refused credentials (semantics 1, 9 and 10): counted here from the
 * slots, the rows of the tasks and the commands, by rules written down anew.
 */
import { holdsSlot, isGoingDown, isTerminalTarget } from '../../core/fleet.ts';
import type { Ledger } from '../../core/ledger/ledger.ts';
import { mostAttempts } from '../../core/ledger/ledger-record.ts';
import { fleetTaskKey } from '../../contracts/keys.ts';
import type { CommandRecord } from '../../contracts/fleet-records.ts';
import type { TaskRow } from '../../contracts/task.ts';
import type { TaskData } from '../twins/task-store-in-memory.ts';

interface SpendingWitness {
  readonly tasks: TaskData;
  /** A command by its id. */
  readonly commandOf: (commandId: string) => CommandRecord | undefined;
  readonly violation: (sentence: string) => void;
  /** Told of something that happened, by its name. */
  readonly count: (what: string) => void;
}

export class SpendingWatch {
  readonly #witness: SpendingWitness;
  /** The attempts that began with an answer, as `ordinal/attempt`. */
  readonly #answered = new Set<string>();

  constructor(witness: SpendingWitness) {
    this.#witness = witness;
  }

  written(before: Ledger, after: Ledger): void {
    this.#noteAnswers(before, after);
    this.#checkBudget(before, after);
    this.#checkReserves(before, after);
    this.#checkWaiting(before, after);
    this.#checkRefused(before, after);
  }

  #bad(sentence: string): void {
    this.#witness.violation(sentence);
  }

  #rowOf({ fleetId }: Ledger, ordinal: number, attempt: number): TaskRow | undefined {
    const key = fleetTaskKey(fleetId, ordinal, attempt);
    return [...this.#witness.tasks.rows.values()].find((row) => row.idempotency_key === key);
  }

  /** The commands that this write applied. */
  #appliedIn(before: Ledger, after: Ledger): CommandRecord[] {
    const known = new Set(before.verdicts.map(({ commandId }) => commandId));
    const news = after.verdicts.filter(({ commandId, result }) => result === 'applied' && !known.has(commandId));
    return news.flatMap(({ commandId }) => this.#witness.commandOf(commandId) ?? []);
  }

  /** Each answer is for one target that waited, and each question gets one at most. */
  #noteAnswers(before: Ledger, after: Ledger): void {
    for (const command of this.#appliedIn(before, after)) {
      if (command.kind !== 'answer') continue;
      const [ordinal = -1] = command.targets?.[0] ?? [];
      const since = before.waiting.get(ordinal);
      const attempt = `${ordinal}/${before.attempts[ordinal] ?? 0}`;
      if (since === undefined) this.#bad(`target ${ordinal} was answered and waited for no answer`);
      else if (command.at < since) this.#bad(`target ${ordinal} was answered before it asked`);
      if (this.#answered.has(attempt)) this.#bad(`target ${ordinal} was answered twice (attempt ${attempt})`);
      this.#answered.add(attempt);
    }
  }

  /** What is spent, what may still be, and what nobody knows, with the targets that this write launched. In cents and less: millionths. */
  #checkBudget(before: Ledger, after: Ledger): void {
    const { budget } = after.settings;
    const launched = launchedBetween(before, after);
    for (const ordinal of launched) this.#checkAnswered(after, ordinal);
    if (launched.length === 0 || budget === null) return;
    this.#witness.count('launches within a budget');
    const isFree = (ordinal: number): boolean =>
      after.publishing.has(ordinal) || after.settings.steps[after.atSteps[ordinal] ?? 0]?.usesAgent === false;
    const reserves = [...after.slots].map(([ordinal, { budgetUsd }]) => budgetUsd ?? (isFree(ordinal) ? 0 : budget.targetUsd));
    const unknown = after.cost.unknownCount * budget.targetUsd;
    const committed = [after.cost.knownUsd, unknown, ...reserves].reduce((sum, usd) => sum + Math.round(usd * 1e6), 0) / 1e6;
    if (committed > (budget.fleetUsd ?? Infinity)) {
      this.#bad(`targets ${launched.join()} were launched for ${committed}, beyond the budget of ${String(budget.fleetUsd)}`);
    }
  }

  /** A target whose last attempt asked is launched with the answer. */
  #checkAnswered(after: Ledger, ordinal: number): void {
    const attempt = after.attempts[ordinal] ?? 0;
    const asked = this.#rowOf(after, ordinal, attempt - 1)?.question != null && after.triggers[ordinal] === 'answer';
    if (!asked) return;
    this.#witness.count('answered attempts');
    if (!this.#answered.has(`${ordinal}/${attempt}`)) {
      this.#bad(`target ${ordinal} was launched before its question was answered`);
    }
    if (!after.answers.has(ordinal)) this.#bad(`target ${ordinal} was launched without its answer`);
  }

  /** What an attempt may cost is fixed at its launch. */
  #checkReserves(before: Ledger, after: Ledger): void {
    for (const [ordinal, { budgetUsd }] of after.slots) {
      const known = before.attempts[ordinal] === after.attempts[ordinal] ? before.slots.get(ordinal) : undefined;
      if (known && budgetUsd !== known.budgetUsd) this.#bad(`target ${ordinal} may spend ${String(budgetUsd)} all of a sudden`);
    }
  }

  /** A target that waits is PENDING, without slot, child and answer, because its last attempt asked; it stays so until it is answered, or ends. */
  #checkWaiting(before: Ledger, after: Ledger): void {
    for (const ordinal of after.waiting.keys()) {
      const status = after.statuses[ordinal] ?? 'gone';
      if (status !== 'PENDING' || after.slots.has(ordinal)) this.#bad(`target ${ordinal} waits for an answer and is ${status}`);
      if (after.children[ordinal] !== 0) this.#bad(`target ${ordinal} waits for an answer and has a child`);
      if (after.answers.has(ordinal)) this.#bad(`target ${ordinal} waits for an answer and has one`);
      const asking = this.#rowOf(after, ordinal, (after.attempts[ordinal] ?? 0) - 1);
      if (asking?.question == null) this.#bad(`target ${ordinal} waits for an answer and has not asked`);
      if (!before.waiting.has(ordinal)) this.#witness.count('questions');
    }
    for (const ordinal of before.waiting.keys()) {
      const attempt = `${ordinal}/${before.attempts[ordinal] ?? 0}`;
      const mayGo =
        isTerminalTarget(after.statuses[ordinal] ?? 'PENDING') ||
        (before.attempts[ordinal] ?? 0) < (after.attempts[ordinal] ?? 0);
      if (!after.waiting.has(ordinal) && !mayGo && !this.#answered.has(attempt)) {
        this.#bad(`target ${ordinal} waits for no answer any more, and nobody gave one`);
      }
    }
    if (after.status === 'RUNNING' && onlyWaits(after)) this.#bad('the fleet is RUNNING and only answers can help');
  }

  /** Where credentials are refused nobody fails by it, but for the last attempt, or where somebody is ending the target or its fleet. */
  #checkRefused(before: Ledger, after: Ledger): void {
    if (after.reason !== null && before.reason?.code !== after.reason.code) {
      this.#witness.count(`paused for ${after.reason.code}`);
    }
    const isGoing = isGoingDown(before.status) || isGoingDown(after.status);
    if (isGoing || this.#appliedIn(before, after).some(({ kind }) => endings.has(kind))) return;
    after.statuses.forEach((status, ordinal) => {
      const attempt = after.attempts[ordinal] ?? 0;
      const isEnd =
        holdsSlot(before.statuses[ordinal] ?? 'PENDING') && before.attempts[ordinal] === attempt && status === 'FAILED';
      if (!isEnd || before.stops.has(ordinal) || attempt >= mostAttempts(after.settings)) return;
      const refused = this.#rowOf(after, ordinal, attempt)?.error_classification?.category === 'auth';
      if (refused) this.#bad(`target ${ordinal} is FAILED because credentials were refused`);
    });
  }
}

/** Commands after which a target may end as its attempt has. */
const endings: ReadonlySet<CommandRecord['kind']> = new Set(['abort', 'cancel', 'cancel_targets', 'fail_targets'] as const);

const onlyWaits = ({ statuses, waiting }: Ledger): boolean =>
  statuses.every((status, ordinal) => isTerminalTarget(status) || waiting.has(ordinal));

/** Ordinals that got a slot by this write. */
const launchedBetween = (before: Ledger, after: Ledger): number[] =>
  after.statuses.flatMap((status, ordinal) => {
    const was = before.statuses[ordinal];
    const isNew = was === undefined || !holdsSlot(was) || before.attempts[ordinal] !== after.attempts[ordinal];
    return holdsSlot(status) && isNew ? [ordinal] : [];
  });
