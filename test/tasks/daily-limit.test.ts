/** The daily limit of a user: what is reserved at a create, what is refused, and what becomes of a reserve when the task ends. */
import { ulid } from 'ulid';
import type { TaskChanges, TaskStore } from '../../adapters/task-stores.ts';
import { daySpendId, fleetTaskKey } from '../../contracts/keys.ts';
import type { TaskStatus } from '../../contracts/events.ts';
import { chargeEndedTask } from '../../tasks/charge-task.ts';
import { createBuiltinTaskCore } from '../../tasks/task-platform.ts';
import { NewerItems } from '../../lambdas/clock/newer-items.ts';
import { chargeAllDays, chargeDueDays } from '../../lambdas/clock/charge-days.ts';
import { onTaskEvent } from '../../lambdas/task-events/on-task-event.ts';
import { startLocalDynamo, type LocalDynamo } from '../adapters/local-dynamo.ts';
import { DeleteCommand, GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { apiCaller, errorOf, makeTaskPlatform, onboarded, putRepo, statusOf, taskOf } from './task-platform.ts';

let dynamo: LocalDynamo;
beforeAll(async () => {
  dynamo = await startLocalDynamo();
  await putRepo(makeTaskPlatform(dynamo).repos, { ...onboarded('acme/cheap'), max_budget_usd: 0.25 });
});
afterAll(() => dynamo.stop());

const day = '2026-11-05';
const dayMs = 86_400_000;
const body = { task_description: 'Look around', max_budget_usd: 2 };
const shell = { workflow_ref: 'shell/run-v1', repo: 'acme/cheap', params: { command: 'make' } };
const micro = (usd: number) => Math.round(usd * 1e6);

/** A platform with a limit, and a user of its own. */
function withLimit(userUsdPerDay: number, userId = ulid()) {
  const platform = makeTaskPlatform(dynamo, { userUsdPerDay, allowShell: true });
  const create = (asked: object = body, key?: string) => platform.core.createTask(asked, apiCaller(userId, key));
  const spend = async (of = day) => {
    const read = await platform.tasks.getDaySpend({ userId, day: of });
    return read && { usd: read.committed / 1e6, reserves: [...read.reserves.values()].map((each) => each / 1e6) };
  };
  const clock = () => chargeAllDays(platform.ports, new NewerItems());
  const move = (id: string, from: TaskStatus, to: TaskStatus, changes: TaskChanges = {}) =>
    platform.tasks.moveTaskIfStatus(id, { from: [from], to, changes, now: platform.time.now });
  /** A worker takes the task, and it ends. */
  const run = async (id: string, to: 'COMPLETED' | 'FAILED', changes: TaskChanges = {}) => {
    const row = await platform.tasks.getTask(id);
    if (!row) throw new Error('There is no task.');
    await platform.tasks.beginHoldIfHigher(row, { holdNumber: 1, now: platform.time.now });
    await move(id, 'HYDRATING', 'RUNNING');
    await move(id, 'RUNNING', to, changes);
  };
  return { ...platform, userId, create, spend, clock, move, run };
}

describe('a create', () => {
  test('reserves max_budget_usd, that of the repository, or 5 dollars, and nothing for a command', async () => {
    const { create, core, spend, tasks, userId } = withLimit(50);
    const { task_id: id } = taskOf(await create());
    expect((await tasks.getTask(id))?.reserve).toEqual({ day, micro_usd: micro(2) });
    await create({ ...body, workflow_ref: 'coding/new-task-v1', repo: 'acme/cheap', max_budget_usd: null });
    await create({ task_description: 'x' });
    const { task_id: command } = taskOf(await create(shell));
    expect((await tasks.getTask(command))?.reserve).toBeUndefined();
    const publish = { work: [], pr_title: null, summary: null };
    const caller = { ...apiCaller(userId), channelSource: 'fleet' as const };
    taskOf(await core.createTask({ task_description: 'x', publish }, caller));
    expect((await spend())?.usd).toBe(7.25);
    expect((await spend())?.reserves.sort()).toEqual([0.25, 2, 5]);
  });

  test('beyond the limit is answered 429, with the numbers, when the day ends and what helps', async () => {
    const { create, spend, tasks, time, run, ports, userId } = withLimit(7.5);
    const { task_id: id } = taskOf(await create());
    await run(id, 'COMPLETED', { cost_usd: 1.257 });
    await chargeEndedTask(ports, id);
    await create({ ...body, max_budget_usd: 3 });
    time.now += dayMs - 90_500;
    const refused = await create({ ...body, max_budget_usd: 3.25 });
    expect([statusOf(refused), errorOf(refused)]).toEqual([
      429,
      {
        code: 'BUDGET_EXCEEDED',
        message:
          'The daily limit does not allow this task: of $7.50 for 2026-11-05 (UTC) $1.257 is spent and $3.00 reserved for tasks that have not ended, and this task may cost $3.25. The day ends at 2026-11-06T00:00:00Z; before that, reserves of tasks that end are given back, and a lower max_budget_usd (a fleet: budget.target_usd) reserves less. An operator can raise user_usd_per_day.',
        retryAfterS: 91,
      },
    ]);
    expect((await tasks.listTasksOfUser(userId, { limit: 10 })).items).toHaveLength(2);
    expect(statusOf(await create({ ...body, max_budget_usd: 3.243 }))).toBe(201);
    expect((await spend())?.usd).toBe(7.5);
    expect(statusOf(await create(shell))).toBe(201);
    time.now += 91_000;
    expect(statusOf(await create({ ...body, max_budget_usd: 7.5 }))).toBe(201);
  });

  test('of more than a whole day is told so', async () => {
    const { create } = withLimit(1);
    const refused = errorOf(await create());
    expect(refused.code).toBe('BUDGET_EXCEEDED');
    expect(refused.message).toContain('of $1.00 for 2026-11-05 (UTC) $0.00 is spent and $0.00 reserved');
    expect(refused.message).toContain('A whole day allows less than that: give the task a lower max_budget_usd');
  });

  test('of another user has a sum of its own', async () => {
    expect(statusOf(await withLimit(2).create())).toBe(201);
    expect(statusOf(await withLimit(2).create())).toBe(201);
  });

  test('reserves nothing where there is no limit', async () => {
    const { create, spend, tasks } = withLimit(0);
    const { task_id: id } = taskOf(await create({ ...body, max_budget_usd: 100 }));
    expect((await tasks.getTask(id))?.reserve).toBeUndefined();
    expect(await spend()).toBeUndefined();
  });

  test('is judged by the limit as it is now, lower or higher than before', async () => {
    const { userId, create, spend } = withLimit(4);
    await create();
    expect(statusOf(await withLimit(3, userId).create())).toBe(429);
    expect(statusOf(await withLimit(0, userId).create())).toBe(201);
    expect(statusOf(await withLimit(4, userId).create())).toBe(201);
    expect(statusOf(await create())).toBe(429);
    expect(statusOf(await withLimit(6, userId).create())).toBe(201);
    expect((await spend())?.usd).toBe(6);
  });

  test('that is wrong in another way is told that first, and reserves nothing', async () => {
    const { create, spend } = withLimit(1);
    expect(statusOf(await create({ ...body, max_turns: 0 }))).toBe(400);
    expect(await spend()).toBeUndefined();
  });

  test('of many at once lets in as many as fit', async () => {
    const { create, spend } = withLimit(9);
    const answers = await Promise.all(Array.from({ length: 20 }, () => create()));
    expect(answers.filter((answer) => statusOf(answer) === 201)).toHaveLength(4);
    expect(answers.filter((answer) => statusOf(answer) === 429)).toHaveLength(16);
    expect(await spend()).toEqual({ usd: 8, reserves: [2, 2, 2, 2] });
  });

  test('beyond the number of unfinished tasks that a day can hold is asked to come again', async () => {
    const { create, userId } = withLimit(1_000_000);
    await create();
    const key = { TableName: 'TaskTable', Key: { task_id: daySpendId(userId, day) } };
    const { Item = {} } = await dynamo.documents.send(new GetCommand(key));
    const others = Object.fromEntries(Array.from({ length: 1_999 }, (_, n) => [`reserve#task#${n}`, 1]));
    await dynamo.documents.send(new PutCommand({ TableName: 'TaskTable', Item: { ...Item, ...others, reserves: 2_000 } }));
    const refused = errorOf(await create());
    expect(refused).toMatchObject({ code: 'RATE_LIMITED', retryAfterS: 60 });
    expect(refused.message).toContain('2000 tasks of 2026-11-05 (UTC) have not ended');
    await dynamo.documents.send(new DeleteCommand(key));
  });
});

describe('a key', () => {
  test('reserves once, of fifty creates at once, though only one fits', async () => {
    const { create, spend } = withLimit(3);
    const key = ulid();
    const answers = await Promise.all(Array.from({ length: 50 }, () => create(body, key)));
    expect(answers.map(statusOf).sort()).toEqual([...Array.from({ length: 49 }, () => 200), 201]);
    expect(new Set(answers.map((answer) => taskOf(answer).task_id)).size).toBe(1);
    expect(await spend()).toEqual({ usd: 2, reserves: [2] });
  });

  test('is replayed as before, also when the limit is reached, and after the task has ended', async () => {
    const { create, spend, ports, run } = withLimit(2);
    const key = ulid();
    const { task_id: id } = taskOf(await create(body, key));
    expect(statusOf(await create(body, key))).toBe(200);
    await run(id, 'FAILED', { cost_usd: 2.5 });
    await chargeEndedTask(ports, id);
    expect(await create(body, key)).toMatchObject({ ok: true, value: { isReplay: true, task: { status: 'FAILED' } } });
    expect(await spend()).toEqual({ usd: 2.5, reserves: [] });
  });

  test('that was refused stays free, and is let in on the next day', async () => {
    const { create, core, time, spend } = withLimit(2);
    const [first, key] = [ulid(), ulid()];
    await create(body, first);
    expect(statusOf(await create(body, key))).toBe(429);
    expect(await core.lookUpKey(key)).toBeUndefined();
    time.now += dayMs;
    expect(statusOf(await create(body, key))).toBe(201);
    expect([(await spend())?.usd, (await spend('2026-11-06'))?.usd]).toEqual([2, 2]);
  });

  test('whose caller died after each step reserves once, with the larger of two sums', async () => {
    for (const step of ['reserveIfWithin', 'putKeyClaimIfAbsent', 'putTaskIfAbsent'] as const) {
      const { create, spend, tasks, userId, ports, repos } = withLimit(10);
      const dies = { ...tasks, [step]: () => Promise.reject(new Error('died')) };
      const settings = { allowShell: false, callerVerifiers: false, agents: null, userTaskCap: 0, userUsdPerDay: 10 };
      const dying = createBuiltinTaskCore({ ...ports, tasks: dies, repos, settings });
      const key = ulid();
      await expect(dying.createTask(body, apiCaller(userId, key))).rejects.toThrow('died');
      expect((await spend())?.usd ?? 0).toBe(step === 'reserveIfWithin' ? 0 : 2);
      const { task_id: id } = taskOf(await create({ ...body, max_budget_usd: 6 }, key));
      expect(await spend()).toEqual({ usd: 6, reserves: [6] });
      expect(statusOf(await create({ ...body, max_budget_usd: 1 }, key))).toBe(200);
      expect((await tasks.getTask(id))?.reserve?.micro_usd).toBe(micro(6));
    }
  });

  test('of another user, or closed, leaves no reserve', async () => {
    const { create, core, spend, userId } = withLimit(10);
    const [foreign, closed] = [ulid(), ulid()];
    await withLimit(10).create(body, foreign);
    expect(errorOf(await create(body, foreign)).code).toBe('DUPLICATE_TASK');
    await core.closeKey(closed, { userId });
    expect(errorOf(await create(body, closed)).code).toBe('KEY_CLOSED');
    expect(await spend()).toBeUndefined();
  });

  test('that is taken by another user, or closed, just before the claim gives its reserve back', async () => {
    const { tasks, userId, ports, repos, spend } = withLimit(10);
    for (const claim of [
      { userId: ulid(), taskId: ulid() },
      { userId, closed: true as const },
    ]) {
      const late: TaskStore = { ...tasks, putKeyClaimIfAbsent: () => Promise.resolve(claim) };
      const settings = { allowShell: false, callerVerifiers: false, agents: null, userTaskCap: 0, userUsdPerDay: 10 };
      const core = createBuiltinTaskCore({ ...ports, tasks: late, repos, settings });
      const answer = await core.createTask(body, apiCaller(userId, ulid()));
      expect(statusOf(answer)).toBe(409);
      expect(await spend()).toMatchObject({ usd: 0, reserves: [] });
    }
  });

  test('that is closed before its task was written gives its reserve back, with and without a claim', async () => {
    for (const step of ['putKeyClaimIfAbsent', 'putTaskIfAbsent'] as const) {
      const { core, spend, tasks, userId, ports, repos } = withLimit(10);
      const dies = { ...tasks, [step]: () => Promise.reject(new Error('died')) };
      const settings = { allowShell: false, callerVerifiers: false, agents: null, userTaskCap: 0, userUsdPerDay: 10 };
      const key = fleetTaskKey(ulid(), 3, 1);
      const caller = { ...apiCaller(userId, key), channelSource: 'fleet' as const };
      const dying = createBuiltinTaskCore({ ...ports, tasks: dies, repos, settings }).createTask(body, caller);
      await expect(dying).rejects.toThrow('died');
      expect((await spend())?.usd).toBe(2);
      await core.closeKey(key, { userId });
      expect(await spend()).toEqual({ usd: 0, reserves: [] });
    }
  });

  test('that is repeated after midnight by a call that another one overtook counts on the day of the row', async () => {
    const { tasks, userId, ports, repos, spend, time, create, clock, run } = withLimit(10);
    const key = ulid();
    const settings = { allowShell: false, callerVerifiers: false, agents: null, userTaskCap: 0, userUsdPerDay: 10 };
    const dies: TaskStore = { ...tasks, putTaskIfAbsent: () => Promise.reject(new Error('died')) };
    const dying = createBuiltinTaskCore({ ...ports, tasks: dies, repos, settings });
    await expect(dying.createTask(body, apiCaller(userId, key))).rejects.toThrow('died');
    time.now += dayMs;
    const { task_id: id } = taskOf(await create(body, key));
    expect([(await spend())?.usd, (await spend('2026-11-06'))?.usd]).toEqual([2, 2]);
    await clock();
    expect([(await spend())?.usd, (await spend('2026-11-06'))?.usd]).toEqual([0, 2]);
    await run(id, 'COMPLETED', { cost_usd: 1 });
    await clock();
    expect([(await spend())?.usd, (await spend('2026-11-06'))?.usd]).toEqual([0, 1]);
  });
});

async function cancelRunning({ core, tasks, time }: ReturnType<typeof withLimit>, id: string): Promise<void> {
  const row = await tasks.getTask(id);
  if (row) await tasks.beginHoldIfHigher(row, { holdNumber: 1, now: time.now });
  await core.cancelTask(id, 'asked');
}

describe('the end of a task', () => {
  const ends: readonly [string, (of: ReturnType<typeof withLimit>, id: string) => Promise<unknown>, number][] = [
    ['done, with its cost', ({ run }, id) => run(id, 'COMPLETED', { cost_usd: 0.5 }), 0.5],
    ['failed, with its cost', ({ run }, id) => run(id, 'FAILED', { cost_usd: 3.75 }), 3.75],
    ['done, for nothing', ({ run }, id) => run(id, 'COMPLETED', { cost_usd: 0 }), 0],
    ['done, of unknown cost', ({ run }, id) => run(id, 'COMPLETED'), 2],
    ['cancelled before a worker took it', ({ core }, id) => core.cancelTask(id, 'asked'), 0],
    ['overdue before a worker took it', ({ core }, id) => core.cancelTask(id, 'overdue'), 0],
    [
      'cancelled while it ran, and its worker told nothing',
      async (of, id) => {
        await cancelRunning(of, id);
        of.time.now += 300_000;
      },
      2,
    ],
    [
      'cancelled while it ran, with the cost that its worker told',
      async (of, id) => {
        await cancelRunning(of, id);
        await of.tasks.tellCostOfEnded(id, { holdNumber: 1, changes: { cost_usd: 0.25 } });
      },
      0.25,
    ],
  ];

  test.each(ends)('%s: the event replaces the reserve once, and repeats change nothing', async (_, end, usd) => {
    const of = withLimit(50);
    const { task_id: id } = taskOf(await of.create());
    const { task_id: other } = taskOf(await of.create());
    const mailbox = { mail: () => Promise.resolve(), mailAll: () => Promise.resolve(), deadLetter: () => Promise.resolve() };
    const told = (task_id: string, status: TaskStatus) => ({
      ...{ source: 'bgagent.tasks', 'detail-type': 'Task Status Changed' },
      detail: { task_id, user_id: of.userId, status, previous_status: 'RUNNING', fleet_id: null },
    });
    await end(of, id);
    const status = (await of.tasks.getTask(id))?.status ?? 'RUNNING';
    // Also an event that comes too early: the task of it has not ended.
    const events = [told(id, status), told(id, status), told(other, 'COMPLETED'), told(ulid(), 'COMPLETED')];
    await Promise.all(events.map((event) => onTaskEvent(event, { ...of.ports, mailbox })));
    expect(await of.spend()).toEqual({ usd: usd + 2, reserves: [2] });
    expect(await of.clock()).toBe(0);
    expect(await of.spend()).toEqual({ usd: usd + 2, reserves: [2] });
  });

  test.each(ends)('%s, and its event is lost: the clock does it', async (_, end, usd) => {
    const of = withLimit(50);
    const { task_id: id } = taskOf(await of.create(body, ulid()));
    await of.create(body, ulid());
    await of.clock();
    expect((await of.spend())?.usd).toBe(4);
    await end(of, id);
    await Promise.all([of.clock(), of.clock()]);
    expect(await of.spend()).toEqual({ usd: usd + 2, reserves: [2] });
  });

  test('keeps its reserve while the worker of a cancelled task may still tell the cost', async () => {
    const of = withLimit(2);
    const { task_id: id } = taskOf(await of.create());
    await cancelRunning(of, id);
    await chargeEndedTask(of.ports, id);
    expect(await of.clock()).toBe(0);
    expect(await of.spend()).toEqual({ usd: 2, reserves: [2] });
    expect(statusOf(await of.create())).toBe(429);
    await of.tasks.tellCostOfEnded(id, { holdNumber: 1, changes: { cost_usd: 0 } });
    await chargeEndedTask(of.ports, id);
    expect(await of.spend()).toEqual({ usd: 0, reserves: [] });
  });

  test('is counted on the day of the create', async () => {
    const { create, time, run, ports, spend } = withLimit(50);
    const { task_id: id } = taskOf(await create());
    time.now += 2 * dayMs;
    await run(id, 'COMPLETED', { cost_usd: 1 });
    await chargeEndedTask(ports, id);
    expect([(await spend())?.usd, await spend('2026-11-07')]).toEqual([1, undefined]);
  });

  test('is counted after the limit was switched off, by the clock', async () => {
    const { create, userId, spend, run } = withLimit(50);
    const { task_id: id } = taskOf(await create());
    await run(id, 'COMPLETED', { cost_usd: 1 });
    const without = withLimit(0, userId);
    await chargeEndedTask(without.ports, id);
    expect((await spend())?.usd).toBe(2);
    await without.clock();
    expect(await spend()).toEqual({ usd: 1, reserves: [] });
  });
});

describe('the clock', () => {
  test('keeps what stands for no task while a call may still write it, and drops it when the day is long over', async () => {
    const { tasks, userId, ports, repos, spend, time, clock } = withLimit(10);
    const settings = { allowShell: false, callerVerifiers: false, agents: null, userTaskCap: 0, userUsdPerDay: 10 };
    for (const [step, key] of [['putTaskIfAbsent'], ['putTaskIfAbsent', ulid()], ['putKeyClaimIfAbsent', ulid()]] as const) {
      const dies = { ...tasks, [step]: () => Promise.reject(new Error('died')) };
      const core = createBuiltinTaskCore({ ...ports, tasks: dies, repos, settings });
      await expect(core.createTask(body, apiCaller(userId, key))).rejects.toThrow('died');
    }
    await clock();
    expect((await spend())?.usd).toBe(6);
    time.now += 2 * dayMs;
    await clock();
    expect((await spend())?.usd).toBe(6);
    time.now += 1;
    await clock();
    expect(await spend()).toEqual({ usd: 0, reserves: [] });
    expect((await tasks.listOpenDaySpends()).some((of) => of.userId === userId)).toBe(false);
  });

  test('drops what stands for a key that was closed, or is of another user', async () => {
    const { tasks, userId, spend, clock } = withLimit(10);
    const [closed, foreign] = [ulid(), ulid()];
    await tasks.putKeyClaimIfAbsent(closed, { userId, closed: true });
    await tasks.putKeyClaimIfAbsent(foreign, { userId: 'bob', taskId: ulid() });
    for (const key of [closed, foreign]) {
      const read = await tasks.getDaySpend({ userId, day });
      await tasks.reserveIfWithin({ userId, day }, { name: `key#${key}`, micro: 1, read, limit: 9, most: 9 });
    }
    expect(await clock()).toBe(2);
    expect(await spend()).toEqual({ usd: 0, reserves: [] });
  });

  test('looks at each user once in ten ticks', async () => {
    const { create, ports, time, core, spend } = withLimit(10);
    await core.cancelTask(taskOf(await create()).task_id, 'asked');
    const charged = [];
    for (let tick = 0; tick < 10; tick += 1) {
      time.now += 60_000;
      await chargeDueDays(ports, new NewerItems());
      charged.push((await spend())?.usd);
    }
    expect(charged.at(-1)).toBe(0);
    expect(charged.filter((usd) => usd === 2).length).toBeLessThan(10);
  });

  test('leaves a day that newer code wrote, charges the others, and says so at the end', async () => {
    const [newer, other] = [withLimit(10), withLimit(10)];
    for (const { core, create } of [newer, other]) await core.cancelTask(taskOf(await create()).task_id, 'asked');
    const setVersion = (v: number) =>
      dynamo.documents.send(
        new UpdateCommand({
          ...{ TableName: 'TaskTable', Key: { task_id: daySpendId(newer.userId, day) } },
          ...{ UpdateExpression: 'SET v = :v', ExpressionAttributeValues: { ':v': v } },
        }),
      );
    await setVersion(2);
    const met = new NewerItems();
    await chargeAllDays(other.ports, met);
    expect(await other.spend()).toEqual({ usd: 0, reserves: [] });
    expect(() => {
      met.throwIfAny();
    }).toThrow(`SPEND#${day}#${newer.userId}`);
    await setVersion(1);
    expect((await newer.spend())?.usd).toBe(2);
  });
});
