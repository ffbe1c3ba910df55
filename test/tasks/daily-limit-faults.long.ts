/**
 * The daily limit while callers crash, stall, repeat and overtake each other: the real functions over the stores in memory, each access a
 * step of its own (test/simulation/scheduler.ts). Every story is replayed by its seed.
 */
import type { ClockAndIds, TaskCaller, TaskCore } from '../../adapters/ports.ts';
import type { TaskStore } from '../../adapters/task-stores.ts';
import type { TaskRow } from '../../contracts/task.ts';
import { parseDaySpendId } from '../../contracts/keys.ts';
import { isTaskEnded } from '../../contracts/task-transitions.ts';
import { NewerItems } from '../../lambdas/clock/newer-items.ts';
import { chargeAllDays } from '../../lambdas/clock/charge-days.ts';
import { onTaskStatus, type TaskEventPorts } from '../../lambdas/task-events/on-task-event.ts';
import { microsOf } from '../../core/budget.ts';
import { reserveName } from '../../tasks/daily-limit.ts';
import { mayTellCost } from '../../tasks/cost-of-task.ts';
import { whatCounts } from '../../tasks/charge-task.ts';
import { createBuiltinTaskCore } from '../../tasks/task-platform.ts';
import { Random } from '../simulation/random.ts';
import { Scheduler, SimulatedFault } from '../simulation/scheduler.ts';
import { accessOf, stepped } from '../simulation/stepped.ts';
import { ulidOf } from '../simulation/ulid-of.ts';
import { emptyTaskData, taskStoreInMemory, type TaskData } from '../twins/task-store-in-memory.ts';

const users: readonly [string, ...string[]] = ['ann', 'bob'];
const limitUsd = 10;
/** Shortly before midnight, so that most stories go on into the next day. */
const start = Date.UTC(2026, 10, 5, 23, 50);
const minute = 60_000;

/** A store that lacks a safeguard. */
type Without = (store: TaskStore, data: TaskData) => TaskStore;

const portsOf = (tasks: TaskStore, clockAndIds: ClockAndIds): TaskEventPorts => ({
  tasks,
  clockAndIds,
  events: { appendTaskEvent: () => Promise.resolve() },
  queue: { enqueue: () => Promise.resolve() },
  bus: { publishTaskStatus: () => Promise.resolve() },
  mailbox: { mail: () => Promise.resolve(), mailAll: () => Promise.resolve(), deadLetter: () => Promise.resolve() },
  userTaskCap: 0,
  userUsdPerDay: limitUsd,
});

function coreOn(ports: TaskEventPorts): TaskCore {
  const { userTaskCap, userUsdPerDay, ...parts } = ports;
  const repos = { getRepo: () => Promise.resolve(undefined) };
  const settings = { allowShell: false, callerVerifiers: false, agents: null, userTaskCap, userUsdPerDay };
  return createBuiltinTaskCore({ ...parts, repos, settings });
}

class Story {
  readonly violations: string[] = [];
  readonly data = emptyTaskData();
  readonly refused: string[] = [];
  readonly #random: Random;
  readonly #scheduler: Scheduler;
  readonly #store: TaskStore;
  readonly #keys = ['k0', 'k1', 'k2', 'k3', 'k4', 'k5'];
  /** Tasks whose cost was told when it counted already as what was reserved. */
  readonly #toldLate = new Set<string>();
  #ids = 0;

  constructor(seed: number, without: Without = (store) => store) {
    this.#random = new Random(seed);
    const faults = { crash: 0.02, stall: 0.08, slow: undefined, fail: 0.02, repeat: 0.02 };
    this.#scheduler = new Scheduler(this.#random, start, faults, () => undefined);
    this.#store = without(this.#watched(taskStoreInMemory(this.data)), this.data);
  }

  /** Refuses to take part in a reserve beyond the limit: the write that commits more is told. */
  #watched(store: TaskStore): TaskStore {
    return {
      ...store,
      reserveIfWithin: async (of, reserve) => {
        const done = await store.reserveIfWithin(of, reserve);
        const committed = (await store.getDaySpend(of))?.committed ?? 0;
        if (done && committed > microsOf(limitUsd)) this.violations.push(`admitted ${committed} on ${of.day}`);
        return done;
      },
    };
  }

  #ports(store: TaskStore): TaskEventPorts {
    return portsOf(store, { now: () => this.#scheduler.now, newId: () => ulidOf(this.#scheduler.now, this.#ids++) });
  }

  #spawn(name: string, run: (ports: TaskEventPorts) => Promise<unknown>): void {
    this.#scheduler.spawn(
      name,
      (process) => run(this.#ports(stepped(this.#store, 'tasks', accessOf(this.#scheduler, process)))),
      (how, error) => {
        if (how === 'failed' && !(error instanceof SimulatedFault)) this.violations.push(`${name}: ${String(error)}`);
      },
    );
  }

  #create(caller: TaskCaller): void {
    const max_budget_usd = this.#random.of([1, 2, 2, 3.5]);
    this.#spawn('create', async (ports) => {
      const created = await coreOn(ports).createTask({ task_description: 'x', max_budget_usd }, caller);
      if (!created.ok) this.refused.push(created.error.code);
    });
  }

  /** A task ends in some way; its event may be lost, late or repeated. */
  #end(): void {
    const open = [...this.data.rows.values()].filter(({ status }) => !isTaskEnded(status));
    const row = open[this.#random.whole(0, open.length - 1)];
    if (!row) return;
    const events = this.#random.of([0, 1, 2]);
    const cost_usd = this.#random.of([null, 0, 0.5, 1.25, 6]);
    const isTaken = this.#random.chance(0.8);
    if (isTaken) {
      const claimed_at = new Date(this.#scheduler.now).toISOString();
      const status = this.#random.chance(0.3) ? 'CANCELLED' : 'FAILED';
      this.data.rows.set(row.task_id, { ...row, status, claim: 1, claimed_at, completed_at: claimed_at, cost_usd });
    } else this.data.rows.set(row.task_id, { ...row, status: 'CANCELLED' });
    this.#tellEnd(row, events);
  }

  #tellEnd({ task_id, user_id }: TaskRow, events: number): void {
    const detail = { task_id, user_id, status: 'FAILED', previous_status: null, fleet_id: null } as const;
    for (let n = 0; n < events; n += 1) this.#spawn('task-events', (ports) => onTaskStatus(detail, ports));
  }

  /** The worker of a task that was cancelled tells its cost, and publishes the end once more: mostly in time, and sometimes long after. */
  #tellCost(): void {
    const untold = [...this.data.rows.values()].filter(mayTellCost);
    const row = untold[this.#random.whole(0, untold.length - 1)];
    const events = this.#random.of([0, 1, 1, 2]);
    const cost_usd = this.#random.of([0, 0.5, 1.25, 6]);
    if (!row) return;
    this.#spawn('worker', async ({ tasks }) => {
      const told = await tasks.tellCostOfEnded(row.task_id, { holdNumber: 1, changes: { cost_usd } });
      if (told && this.#standing(told) === undefined) this.#toldLate.add(row.task_id);
      if (told) this.#tellEnd(row, events);
    });
  }

  #caller(): TaskCaller {
    const isKeyed = this.#random.chance(0.8);
    const idempotencyKey = isKeyed ? this.#keys[this.#random.whole(0, this.#keys.length - 1)] : undefined;
    // A key is of one user nearly always.
    const owner = users[Number(idempotencyKey?.slice(1) ?? 0) % 2] ?? users[0];
    const userId = this.#random.chance(0.03) ? this.#random.of(users) : owner;
    return { userId, channelSource: 'api', channelMetadata: null, idempotencyKey };
  }

  #happen(): void {
    const chance = this.#random.next();
    if (chance < 0.45) {
      const caller = this.#caller();
      for (let n = this.#random.of([1, 1, 2, 4]); n > 0; n -= 1) this.#create(caller);
    } else if (chance < 0.8) this.#end();
    else if (chance < 0.83) this.#tellCost();
    else if (chance < 0.88) {
      const { idempotencyKey: key = 'k9', userId } = this.#caller();
      this.#spawn('close', (ports) => coreOn(ports).closeKey(key, { userId }));
    } else this.#spawn('clock', (ports) => chargeAllDays(ports, new NewerItems()));
  }

  async run(): Promise<this> {
    for (let n = 0; n < 40; n += 1) {
      this.#scheduler.at(this.#random.whole(0, 30 * minute), () => {
        this.#happen();
      });
    }
    while ((await this.#scheduler.advance()) && this.violations.length === 0) this.#check();
    await this.#repairAll();
    return this;
  }

  /** No task is uncounted: the reserve of each that has not ended stands, on its day, with all that it may cost. */
  #check(): void {
    for (const row of this.data.rows.values()) {
      const { reserve, status, task_id: id } = row;
      if (!reserve || isTaskEnded(status)) continue;
      const stands = this.#standing(row) ?? 0;
      if (stands < reserve.micro_usd) this.violations.push(`${id} reserved ${reserve.micro_usd}, and ${stands} stand`);
    }
  }

  /** What is reserved for a task; undefined: nothing, any more. */
  #standing({ reserve, user_id, idempotency_key: key, task_id: id }: TaskRow): number | undefined {
    return this.data.spends.items.get(`SPEND#${reserve?.day ?? ''}#${user_id}`)?.reserves.get(reserveName(key, id));
  }

  /** Everything ends, and the clock looks once when the days are long over: each day is what its tasks cost, to the millionth. */
  async #repairAll(): Promise<void> {
    for (const [id, row] of this.data.rows) if (!isTaskEnded(row.status)) this.data.rows.set(id, { ...row, status: 'CANCELLED' });
    const now = start + 4 * 86_400_000;
    const later = { now: () => now, newId: () => '' };
    await chargeAllDays(portsOf(this.#store, later), new NewerItems());
    for (const [item, { committed, reserves }] of this.data.spends.items) {
      const { userId, day } = parseDaySpendId(item) ?? { userId: '', day: '' };
      const rows = [...this.data.rows.values()].filter((row) => row.user_id === userId && row.reserve?.day === day);
      const known = (row: TaskRow): TaskRow => (this.#toldLate.has(row.task_id) ? { ...row, cost_usd: null } : row);
      const cost = rows.reduce((sum, row) => sum + (whatCounts(known(row), day, now) ?? 0), 0);
      if (reserves.size > 0) this.violations.push(`${item} keeps ${[...reserves.keys()].join(', ')}`);
      if (committed !== cost) this.violations.push(`${item} has ${committed}, and its tasks cost ${cost}`);
    }
    if (this.data.spends.open.size > 0) this.violations.push('a day without reserves is still listed');
  }
}

/** Seed 699 once found a reserve that was given back though the task had been written. */
const seeds = Array.from({ length: Number(process.env['STORIES'] ?? 800) }, (_, seed) => seed);

async function violationsIn(without?: Without): Promise<readonly string[]> {
  const found: string[] = [];
  for (const seed of seeds) {
    const { violations } = await new Story(seed, without).run();
    found.push(...violations.map((each) => `seed ${seed}: ${each}`));
    if (found.length > 0) break;
  }
  return found;
}

test('no story admits too much, loses a reserve, or keeps one of a task that ended', async () => {
  expect(await violationsIn()).toEqual([]);
});

test('the stories have refusals, tasks on two days, ends of all kinds, and keys with a task', async () => {
  const stories = await Promise.all(seeds.slice(0, 60).map((seed) => new Story(seed).run()));
  const rows = stories.flatMap(({ data }) => [...data.rows.values()]);
  const seen = [
    ...stories.flatMap(({ refused }) => refused),
    ...rows.flatMap((row) => [row.status, row.reserve?.day ?? 'no reserve', row.idempotency_key === null ? 'no key' : 'key']),
  ];
  expect([...new Set(seen)]).toEqual(
    expect.arrayContaining([
      ...['BUDGET_EXCEEDED', 'KEY_CLOSED', 'DUPLICATE_TASK', '2026-11-05', '2026-11-06'],
      ...['FAILED', 'CANCELLED', 'key', 'no key', 'no reserve'],
    ]),
  );
});

const safeguards: readonly [string, Without][] = [
  [
    'a reserve is written only if none was taken away since the item was read',
    (store) => ({
      ...store,
      reserveIfWithin: async (of, reserve) => {
        const now = await store.getDaySpend(of);
        const charged = now?.charged ?? 0;
        return store.reserveIfWithin(of, { ...reserve, read: { committed: 0, reserves: new Map(), ...reserve.read, charged } });
      },
    }),
  ],
  [
    'a reserve is written once',
    (store) => ({
      ...store,
      reserveIfWithin: (of, reserve) => store.reserveIfWithin(of, { ...reserve, name: `${reserve.name}'` }),
    }),
  ],
  [
    'a reserve keeps to the limit',
    (store) => ({ ...store, reserveIfWithin: (of, one) => store.reserveIfWithin(of, { ...one, limit: 1e9 }) }),
  ],
  [
    'a reserve is taken away once',
    (store, { spends }) => ({
      ...store,
      async chargeReserveIf(of, charged) {
        const done = await store.chargeReserveIf(of, charged);
        const id = `SPEND#${of.day}#${of.userId}`;
        const item = spends.items.get(id);
        if (!done && item) spends.items.set(id, { ...item, committed: item.committed + charged.counts });
        return done;
      },
    }),
  ],
  ['the clock takes away what an event did not', (store) => ({ ...store, listOpenDaySpends: () => Promise.resolve([]) })],
];

test.each(safeguards)('the stories find the absence of: %s', async (_, without) => {
  expect((await violationsIn(without)).length).toBeGreaterThan(0);
});
