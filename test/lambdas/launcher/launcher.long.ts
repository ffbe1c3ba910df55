/** What becomes of the message of a task: a container, another try, or nothing. */
import { spanMs } from '../../../core/forge-bookings.ts';
import { cancelTask } from '../../../tasks/cancel-task.ts';
import { forgeBucketOf } from '../../../tasks/forge-bucket.ts';
import { definition, startLauncherBench, tokens } from './bench.ts';

type Bench = Awaited<ReturnType<typeof startLauncherBench>>;
let bench: Bench;
beforeAll(async () => {
  bench = await startLauncherBench();
});
afterEach(async () => {
  await bench.take({ max: 1_000 });
  await bench.clear();
});
afterAll(() => bench.stop());

const forges = [{ host: 'github.com', writes_per_minute: 1, writes_per_hour: null }];
const pullRequest = { repo: 'acme/api', resolved_workflow: { id: 'coding/new-task-v1', version: '1.0.0' } };
const bucket = () => forgeBucketOf({ host: 'github.com', owner: 'acme', name: 'api' }, bench.ports.secrets) ?? '';
const booked = async (): Promise<number> =>
  [...((await bench.ports.ports.tasks.getForgeBucket(bucket()))?.bookings.values() ?? [])].reduce((sum, n) => sum + n, 0);

describe('a task that is free', () => {
  test('gets a container with a token for its next hold, and its message is over', async () => {
    const id = await bench.submit();
    expect(await bench.take()).toBe(0);
    const [task, ...others] = bench.ecs.running();
    expect(others).toEqual([]);
    expect(task?.request).toMatchObject({
      count: 1,
      startedBy: `${id}/1`,
      enableExecuteCommand: false,
      propagateTags: 'TASK_DEFINITION',
      capacityProviderStrategy: [{ capacityProvider: 'FARGATE', weight: 1 }],
      networkConfiguration: {
        awsvpcConfiguration: { subnets: ['subnet-1'], securityGroups: ['sg-1'], assignPublicIp: 'DISABLED' },
      },
    });
    const { worker = {}, runner } = task?.environments ?? {};
    expect(worker).toMatchObject({ BGAGENT_API_URL: 'https://api.example', BGAGENT_TASK_ID: id, BGAGENT_WORK_DIR: '/work' });
    expect(await tokens.read(worker['BGAGENT_LAUNCH_TOKEN'] ?? '')).toEqual({ kind: 'launch', taskId: id, claim: 1 });
    expect(runner).toEqual({ BGAGENT_WORK_DIR: '/work' });
    expect(bench.reports).toEqual([{ outcome: 'started', taskId: id, arn: task?.arn }]);
  });

  test('gets the number after its last hold, where a worker was lost', async () => {
    const id = await bench.submit();
    const { tasks } = bench.ports.ports;
    const lost = {
      holdNumber: 4,
      workerId: 'lost',
      now: bench.time.now - 90_000,
      leaseUntil: bench.time.now - 30_000,
      before: undefined,
    };
    await tasks.takeLeaseIfFree(id, lost);
    const row = await tasks.getTask(id);
    if (row) await tasks.beginHoldIfHigher(row, lost);
    await bench.take();
    expect(bench.ecs.running()[0]?.request.startedBy).toBe(`${id}/5`);
  });

  test('gets one container, however often its message comes', async () => {
    const id = await bench.submit();
    bench.ecs.lag(true);
    const records = await bench.receive();
    await bench.take({}, records);
    // The same message again, while ECS does not list the container yet; and another message for the same task.
    await bench.take({}, records);
    await bench.send(JSON.stringify({ v: 1, kind: 'task', task_id: id }));
    expect(await bench.take()).toBe(0);
    expect(bench.ecs.running()).toHaveLength(1);
    expect(bench.outcomes()).toEqual(['started', 'done', 'done']);
  });

  test('gets one where the launcher died after the start, before it could note it', async () => {
    await bench.submit();
    const records = await bench.receive();
    await bench.take({}, records);
    const { revision } = await bench.ports.launches.getLaunches();
    await bench.ports.launches.putLaunchesIf(revision, []);
    await bench.take({}, records);
    expect(bench.ecs.running()).toHaveLength(1);
    expect(bench.reports.map(({ arn }) => arn)).toEqual([bench.ecs.running()[0]?.arn, bench.ecs.running()[0]?.arn]);
  });

  test('gets one from two launchers that take its two messages at once', async () => {
    const id = await bench.submit();
    await bench.send(JSON.stringify({ v: 1, kind: 'task', task_id: id }));
    const records = await bench.receive();
    await Promise.all(records.map((record) => bench.take({}, [record])));
    expect(bench.ecs.running()).toHaveLength(1);
  });
});

describe('a task that is not free', () => {
  test('is left alone: cancelled, held, waiting for a slot, or unknown', async () => {
    const { tasks, bus, clockAndIds, events } = bench.ports.ports;
    const cancelled = await bench.submit();
    const platform = { tasks, bus, clockAndIds, events, queue: { enqueue: () => Promise.resolve() } };
    await cancelTask({ ...platform, userTaskCap: 0, userUsdPerDay: 0 }, cancelled, 'asked');
    bench.published.length = 0;
    const held = await bench.submit();
    const hold = { holdNumber: 1, workerId: 'busy', now: bench.time.now, leaseUntil: bench.time.now + 60_000, before: undefined };
    await tasks.takeLeaseIfFree(held, hold);
    await bench.submit({ status: 'QUEUED' });
    await bench.send(JSON.stringify({ v: 1, kind: 'task', task_id: '01JD0000000000000000000000' }));
    expect(await bench.take()).toBe(0);
    expect(bench.ecs.asked).not.toContain('StopTask');
    expect(bench.ecs.running()).toEqual([]);
    expect(bench.outcomes()).toEqual(['done', 'done', 'done', 'done']);
    // The worker may have died before it told the end.
    expect(bench.published).toEqual([
      expect.objectContaining({ task_id: cancelled, status: 'CANCELLED', previous_status: null }),
    ]);
  });

  test('a message that names none comes again until it is a dead letter, and holds up no other', async () => {
    await bench.send('what?');
    await bench.send(JSON.stringify({ v: 99, kind: 'task', task_id: '01JD0000000000000000000000' }));
    await bench.submit();
    const records = await bench.receive();
    expect(await bench.take({}, records)).toBe(2);
    expect(bench.outcomes().toSorted()).toEqual(['malformed', 'malformed', 'started']);
    const none = { ...bench.ports.durations, resubmit_after_s: 0 };
    expect(
      await bench.take(
        { durations: none },
        records.filter(({ body }) => body === 'what?'),
      ),
    ).toBe(1);
  });
});

describe('a full house', () => {
  test('no more containers run than the settings say, also while ECS lists them late', async () => {
    bench.ecs.lag(true);
    for (let n = 0; n < 5; n += 1) await bench.submit();
    expect(await bench.take()).toBe(3);
    expect(bench.ecs.running()).toHaveLength(2);
    // One task is told to find no place. The others of the batch do not ask.
    expect(bench.outcomes()).toEqual(['started', 'started', 'full']);
  });

  test('two launchers at once start no more either', async () => {
    bench.ecs.lag(true);
    for (let n = 0; n < 6; n += 1) await bench.submit();
    const records = await bench.receive();
    const taken = await Promise.all([bench.take({}, records.slice(0, 3)), bench.take({}, records.slice(3))]);
    expect(taken[0] + taken[1]).toBe(4);
    expect(bench.ecs.running()).toHaveLength(2);
  });

  test('a container that ended leaves its place, and one that is listed counts once', async () => {
    await bench.submit();
    await bench.submit();
    await bench.take();
    const [first] = bench.ecs.running();
    bench.ecs.stopTask(first?.arn ?? '');
    bench.time.now += 121_000;
    await bench.submit();
    await bench.submit();
    expect(await bench.take()).toBe(1);
    expect(bench.ecs.running()).toHaveLength(2);
  });

  test('one that is done within seconds leaves its place at once, and one that has not claimed its task does not', async () => {
    const { tasks } = bench.ports.ports;
    const ids = [await bench.submit(), await bench.submit()];
    await bench.take();
    for (const { arn } of bench.ecs.running()) bench.ecs.stopTask(arn);
    await bench.submit();
    const records = await bench.receive();
    expect(await bench.take({}, records)).toBe(1);
    const { now } = bench.time;
    const hold = { holdNumber: 1, workerId: 'quick', now, before: undefined };
    await tasks.takeLeaseIfFree(ids[0] ?? '', { ...hold, leaseUntil: now + 60_000 });
    expect(await bench.take({}, records)).toBe(1);
    await tasks.endLeaseOfHold(ids[0] ?? '', { ...hold, now: now - 1 });
    expect(await bench.take({}, records)).toBe(0);
    expect(bench.outcomes()).toEqual(['started', 'started', 'full', 'full', 'started']);
  });

  test('more containers than a page of ECS are counted', async () => {
    for (let n = 0; n < 11; n += 1) {
      await Promise.all(Array.from({ length: 10 }, () => bench.submit()));
      await bench.take({ max: 105 });
    }
    expect(bench.ecs.running()).toHaveLength(105);
  }, 60_000);

  test('a message is hidden meanwhile, and deleted once the clock sends another', async () => {
    for (let n = 0; n < 3; n += 1) await bench.submit();
    const records = await bench.receive();
    const hidden: number[] = [];
    const queue = { hide: (_: string, seconds: number) => Promise.resolve(void hidden.push(seconds)) };
    expect(await bench.take({ queue, random: () => 0.5 }, records)).toBe(1);
    expect(hidden).toEqual([40]);
    bench.time.now += 300_000;
    bench.ecs.lag(true);
    const late = records.slice(-1);
    expect(await bench.take({ max: 0 }, late)).toBe(0);
  });
});

describe('what AWS answers', () => {
  const later = async (given: Parameters<Bench['take']>[0] = {}) => {
    await bench.submit();
    await bench.submit();
    expect(await bench.take(given)).toBe(2);
    expect(bench.ecs.running()).toEqual([]);
    expect((await bench.ports.launches.getLaunches()).launches).toEqual([]);
    const [report, ...others] = bench.reports;
    // The second task of the batch does not ask.
    expect(others).toEqual([]);
    return report;
  };

  test.each([
    [{ failure: 'RESOURCE:ENI' }, 'RESOURCE:ENI'],
    [{ failure: 'Capacity is unavailable at this time. Please try again later' }, 'Capacity is unavailable'],
    [
      { error: 'ClientException', message: 'You have reached the limit on the number of vCPUs you can run concurrently' },
      'limit on the number of vCPUs',
    ],
  ])('%j is asked again later', async (answer, why) => {
    bench.ecs.answerNext(answer);
    expect(await later()).toMatchObject({ outcome: 'later', why: expect.stringContaining(why) as string });
  });

  test.each(['ThrottlingException', 'LimitExceededException'])(
    '%s is asked again by the client, and then later',
    async (error) => {
      const throttled = { error, message: 'Rate exceeded' };
      bench.ecs.answerNext(throttled);
      await bench.submit();
      expect(await bench.take()).toBe(0);
      await bench.clear();
      bench.ecs.answerNext(throttled, throttled, throttled);
      expect(await later()).toMatchObject({ outcome: 'later', why: expect.stringContaining(error) as string });
    },
  );

  test.each([
    [{ error: 'AccessDeniedException', message: 'not authorized to perform: iam:PassRole' }, 'iam:PassRole'],
    [{ failure: 'MISSING' }, 'MISSING'],
  ])('%j is told as a failure', async (answer, why) => {
    bench.ecs.answerNext(answer);
    expect(await later()).toMatchObject({ outcome: 'refused', why: expect.stringContaining(why) as string });
  });

  test('a task definition that is gone is told as a failure', async () => {
    const containers = bench.containers({ taskDefinition: definition.replace(':3', ':2') });
    expect(await later({ containers })).toMatchObject({ outcome: 'refused', why: 'ClientException: TaskDefinition not found.' });
  });

  test('a table that fails holds up this task alone, and says so', async () => {
    const first = await bench.submit();
    await bench.submit();
    const { tasks } = bench.ports.ports;
    const failing: typeof tasks = {
      ...tasks,
      getTaskAndHeartbeat: (id) => (id === first ? Promise.reject(new Error('broken row')) : tasks.getTaskAndHeartbeat(id)),
    };
    expect(await bench.take({ ports: { ...bench.ports.ports, tasks: failing } })).toBe(1);
    expect(bench.reports).toContainEqual({ outcome: 'failed', taskId: first, why: 'broken row' });
    expect(bench.ecs.running()).toHaveLength(1);
  });

  test('spare capacity is asked first, and the ordinary one where there is none', async () => {
    const containers = bench.containers({ spot: true });
    await bench.submit();
    await bench.take({ containers });
    bench.ecs.answerNext({ failure: 'Capacity is unavailable at this time. Please try again later' });
    await bench.submit();
    await bench.take({ containers });
    const providers = bench.ecs.running().map(({ request }) => request.capacityProviderStrategy[0]?.capacityProvider);
    expect(providers).toEqual(['FARGATE_SPOT', 'FARGATE']);
  });
});

describe('the turn at a forge', () => {
  test('a task waits until the installation of the App at its owner has room, and its message with it', async () => {
    const hidden: number[] = [];
    const queue = { hide: (_: string, seconds: number) => Promise.resolve(void hidden.push(seconds)) };
    await bench.submit(pullRequest);
    await bench.submit(pullRequest);
    const before = await booked();
    expect(await bench.take({ forges, queue })).toBe(1);
    expect(bench.outcomes()).toEqual(['started', 'waits']);
    expect(await booked()).toBe(before + 2);
    expect(hidden[0]).toBeGreaterThan(50);
    expect(hidden[0]).toBeLessThan(70 + spanMs / 1_000);
  });

  test('a booking is given back where no container could be started', async () => {
    await bench.onboard('other/api', 'https://github.com/other/api.git');
    bench.ecs.answerNext({ failure: 'RESOURCE:ENI' });
    await bench.submit({ ...pullRequest, repo: 'other/api' });
    const other = forgeBucketOf({ host: 'github.com', owner: 'other', name: 'api' }, bench.ports.secrets) ?? '';
    expect(await bench.take({ forges })).toBe(1);
    expect((await bench.ports.ports.tasks.getForgeBucket(other))?.bookings.size).toBe(0);
  });

  test('a forge without limits is waited for while it is closed', async () => {
    const third = forgeBucketOf({ host: 'github.com', owner: 'third', name: 'api' }, bench.ports.secrets) ?? '';
    await bench.ports.ports.tasks.closeForge(third, bench.time.now + 90_000);
    await bench.submit({ ...pullRequest, repo: 'third/api' });
    await bench.submit({ ...pullRequest, repo: 'fourth/api' });
    expect(await bench.take()).toBe(1);
    expect(bench.outcomes().toSorted()).toEqual(['started', 'waits']);
  });
});
