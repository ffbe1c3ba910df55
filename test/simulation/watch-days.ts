/**
 * What must hold at every write of what users spend in a day (semantics 9): never beyond the limit when something is reserved, nothing
 * that runs without its reserve, and each reserve replaced once, by what its task cost. Counted here from the rows, by rules written
 * down anew.
 */
import type { DaySpendStore, UserDay } from '../../adapters/spend-stores.ts';
import type { TaskStore } from '../../adapters/task-stores.ts';
import { daySpendId } from '../../contracts/keys.ts';
import { isTaskEnded } from '../../contracts/task-transitions.ts';
import type { TaskRow } from '../../contracts/task.ts';
import type { TaskData } from '../twins/task-store-in-memory.ts';

interface DayWitness {
  readonly tasks: TaskData;
  readonly violation: (sentence: string) => void;
  /** Told of something that happened, by its name. */
  readonly count: (what: string) => void;
  /** The highest limit that was in force until now, US dollars. */
  readonly highestUsd: () => number;
}

const micros = (usd: number): number => Math.round(usd * 1e6);

export class DayWatch {
  readonly #witness: DayWitness;
  /** What ended tasks count as, by the item of their day. */
  readonly #charged = new Map<string, number>();
  /** Tasks whose cost was told when it counted already. */
  readonly #toldLate = new Set<string>();

  constructor(witness: DayWitness) {
    this.#witness = witness;
  }

  /** The store with somebody watching. */
  on(store: TaskStore): TaskStore {
    const reserveIfWithin: DaySpendStore['reserveIfWithin'] = async (of, reserve) => {
      const done = await store.reserveIfWithin(of, reserve);
      if (done) this.#reserved(of);
      return done;
    };
    const chargeReserveIf: DaySpendStore['chargeReserveIf'] = async (of, charged) => {
      const done = await store.chargeReserveIf(of, charged);
      if (done) this.#taken(of, charged);
      return done;
    };
    const putTaskIfAbsent: TaskStore['putTaskIfAbsent'] = async (row) => {
      const done = await store.putTaskIfAbsent(row);
      if (done) this.#checkStanding(row);
      return done;
    };
    const tellCostOfEnded: TaskStore['tellCostOfEnded'] = async (taskId, told) => {
      const row = await store.tellCostOfEnded(taskId, told);
      if (row) this.#witness.count('costs told late');
      if (row?.reserve && this.#standing(row) === undefined) this.#toldLate.add(taskId);
      return row;
    };
    return { ...store, reserveIfWithin, chargeReserveIf, putTaskIfAbsent, tellCostOfEnded };
  }

  #itemOf(of: UserDay) {
    return this.#witness.tasks.spends.items.get(daySpendId(of.userId, of.day));
  }

  #standing({ user_id: userId, reserve, idempotency_key: key, task_id: id }: TaskRow): number | undefined {
    const names = [`key#${key ?? ''}`, `task#${id}`];
    const reserves = this.#itemOf({ userId, day: reserve?.day ?? '' })?.reserves;
    return reserves?.get(names[0] ?? '') ?? reserves?.get(names[1] ?? '');
  }

  #reserved(of: UserDay): void {
    const { violation, count, highestUsd } = this.#witness;
    count('reserves of a day');
    const sum = this.#sumOf(of);
    const item = this.#itemOf(of);
    if (sum > micros(highestUsd())) violation(`${sum} are reserved and spent on ${of.day}, beyond the limit of ${highestUsd()}`);
    if (item?.committed !== sum) violation(`${of.day} has ${item?.committed ?? 'nothing'}, and ${sum} are reserved and spent`);
  }

  #sumOf(of: UserDay): number {
    const reserves = [...(this.#itemOf(of)?.reserves.values() ?? [])];
    return reserves.reduce((sum, each) => sum + each, this.#charged.get(daySpendId(of.userId, of.day)) ?? 0);
  }

  #taken(of: UserDay, { name, counts }: { readonly name: string; readonly counts: number }): void {
    const { violation } = this.#witness;
    const id = daySpendId(of.userId, of.day);
    this.#charged.set(id, (this.#charged.get(id) ?? 0) + counts);
    const row = this.#rowOf(of, name);
    const should = row ? this.#countsOf(row) : 0;
    if (counts !== should) violation(`the reserve ${name} of ${of.day} counts as ${counts}, and should as ${String(should)}`);
  }

  #rowOf({ userId, day }: UserDay, name: string): TaskRow | undefined {
    return [...this.#witness.tasks.rows.values()].find(
      (row) =>
        row.reserve?.day === day &&
        row.user_id === userId &&
        [`key#${row.idempotency_key ?? ''}`, `task#${row.task_id}`].includes(name),
    );
  }

  /** Undefined: nothing yet, as the task may still spend it. */
  #countsOf(row: TaskRow): number | undefined {
    if (!isTaskEnded(row.status)) return undefined;
    const cost = this.#toldLate.has(row.task_id) ? null : (row.cost_usd ?? (row.claimed_at === null ? 0 : null));
    return cost === null ? row.reserve?.micro_usd : micros(cost);
  }

  #checkStanding(row: TaskRow): void {
    const { reserve, task_id: id } = row;
    if (!reserve || isTaskEnded(row.status)) return;
    if ((this.#standing(row) ?? 0) < reserve.micro_usd) this.#witness.violation(`task ${id} was written without its reserve`);
  }

  /**
   * Whether a task that ended still has a reserve, which the clock takes away in time: also one on another day than that of its row, which a
   * caller made before midnight that did not write the row.
   */
  get owesCharges(): boolean {
    const { items } = this.#witness.tasks.spends;
    return [...items.values()].some(({ reserves }) =>
      [...reserves.keys()].some((name) => {
        const row = this.#taskOf(name);
        return row !== undefined && isTaskEnded(row.status);
      }),
    );
  }

  /** The task that has been written for a reserve of this name, on whatever day. */
  #taskOf(name: string): TaskRow | undefined {
    const { rows, claims } = this.#witness.tasks;
    if (!name.startsWith('key#')) return rows.get(name.slice('task#'.length));
    const claim = claims.get(name.slice('key#'.length));
    return claim && 'taskId' in claim ? rows.get(claim.taskId) : undefined;
  }

  /** When nothing happens any more: reserves are left only where no task was written, and each day has what its tasks cost. */
  checkEnd(): void {
    const { tasks, violation } = this.#witness;
    const rows = [...tasks.rows.values()];
    for (const [id, { committed, reserves }] of tasks.spends.items) {
      const ofDay = rows.filter(({ user_id: userId, reserve }) => reserve && daySpendId(userId, reserve.day) === id);
      const left = [...reserves.values()].reduce((sum, each) => sum + each, 0);
      const cost = ofDay.reduce((sum, row) => sum + (this.#countsOf(row) ?? 0), 0);
      if (committed !== left + cost) violation(`${id} has ${committed}; its tasks cost ${cost}, and ${left} are reserved`);
      for (const name of reserves.keys()) {
        const row = this.#taskOf(name);
        if (row) violation(`${id} keeps the reserve ${name} of task ${row.task_id}, which is ${row.status}`);
      }
    }
  }
}
