/**
 * What must hold at every write of a task: one live task a target, of the attempt that the ledger holds, and one a key; one worker at a
 * time that may write, and numbers of holds that only rise.
 */
import { parseFleetTaskKey } from '../../contracts/keys.ts';
import type { Heartbeat } from '../../adapters/task-stores.ts';
import { isTaskEnded } from '../../contracts/task-transitions.ts';
import { isTaskActive, type TaskRow } from '../../contracts/task.ts';
import { holdsSlot } from '../../core/fleet.ts';
import type { Ledger } from '../../core/ledger/ledger.ts';
import type { TaskData } from '../twins/task-store-in-memory.ts';

export interface TaskWitness {
  readonly tasks: TaskData;
  readonly ledgers: ReadonlyMap<string, Ledger>;
  readonly violation: (sentence: string) => void;
  readonly now: () => number;
}

/** A change of a row; a worker names its hold. */
export interface RowChange {
  readonly before: TaskRow | undefined;
  readonly after: TaskRow | undefined;
  readonly holdNumber?: number | undefined;
}

/** A change of a heartbeat by the worker with this hold. */
export interface BeatChange {
  readonly how: 'taken' | 'renewed' | 'let go';
  readonly holdNumber: number;
  readonly before: Heartbeat | undefined;
  readonly after: Heartbeat;
}

export class TaskWatch {
  #witness: TaskWitness;

  constructor(witness: TaskWitness) {
    this.#witness = witness;
  }

  changed({ before, after, holdNumber }: RowChange): void {
    const { violation } = this.#witness;
    if (before && after && before !== after) {
      if (isTaskEnded(before.status)) violation(`task ${before.task_id} had ended ${before.status} and was changed`);
      if (holdNumber !== undefined && holdNumber !== before.claim) {
        violation(`a worker with hold ${holdNumber} changed task ${before.task_id}, whose hold is ${before.claim}`);
      }
      // Where a worker begins its hold, no number is given: it brings a new one.
      const isBegun = holdNumber === undefined && isTaskActive(after.status) && after.status !== 'SUBMITTED';
      if (isBegun ? after.claim <= before.claim : after.claim !== before.claim) {
        violation(`the hold of task ${before.task_id} became ${after.claim} after ${before.claim}`);
      }
    }
    this.check();
  }

  /** An ended task gets nothing but its cost, once, from its last hold. */
  told(before: TaskRow | undefined, after: TaskRow | undefined, holdNumber: number): void {
    if (!before || !after || before === after) return;
    const { violation } = this.#witness;
    const isFit = isTaskEnded(before.status) && after.status === before.status && holdNumber === before.claim;
    if (!isFit || before.cost_usd !== null) {
      violation(`task ${before.task_id}, ${before.status}, was told a cost by hold ${holdNumber}`);
    }
  }

  beat(taskId: string, { how, holdNumber, before, after }: BeatChange): void {
    const { violation, now } = this.#witness;
    const last = before?.holdNumber ?? 0;
    if (how === 'taken') {
      if (before && before.leaseUntil >= now()) violation(`task ${taskId} was taken under a live lease`);
      if (after.holdNumber <= last) violation(`hold ${after.holdNumber} of task ${taskId} was given after ${last}`);
    } else if (holdNumber !== last) {
      violation(`the lease of task ${taskId} is of hold ${last} and was ${how} by ${holdNumber}`);
    }
  }

  check(): void {
    const { ledgers } = this.#witness;
    for (const ledger of ledgers.values()) this.#checkFleet(ledger);
  }

  #checkFleet(ledger: Ledger): void {
    const { tasks, violation } = this.#witness;
    const live = new Map<number, string>();
    const keys = new Map<string, string>();
    for (const row of tasks.rows.values()) {
      const of = parseFleetTaskKey(ledger.fleetId, row.idempotency_key);
      if (!of || row.idempotency_key === null) continue;
      const other = keys.get(row.idempotency_key);
      if (other !== undefined) violation(`tasks ${other} and ${row.task_id} have one key`);
      keys.set(row.idempotency_key, row.task_id);
      if (isTaskEnded(row.status)) continue;
      const twin = live.get(of.ordinal);
      if (twin !== undefined) violation(`tasks ${twin} and ${row.task_id} of target ${of.ordinal} are both live`);
      live.set(of.ordinal, row.task_id);
      const status = ledger.statuses[of.ordinal];
      if (ledger.attempts[of.ordinal] !== of.attempt || status === undefined || !holdsSlot(status)) {
        violation(
          `task ${row.task_id} of attempt ${of.attempt} is ${row.status}, and target ${of.ordinal} is ${status ?? 'gone'} with attempt ${ledger.attempts[of.ordinal] ?? 0}`,
        );
      }
    }
  }
}
