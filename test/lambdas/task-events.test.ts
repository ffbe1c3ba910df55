import { ulid } from 'ulid';
import { onTaskEvent, type TaskEventPorts } from '../../lambdas/task-events/on-task-event.ts';
import { runName, type Look } from '../../contracts/messages.ts';
import { startLocalDynamo, type LocalDynamo } from '../adapters/local-dynamo.ts';
import { apiCaller, makeTaskPlatform, taskOf } from '../tasks/task-platform.ts';

let dynamo: LocalDynamo;
beforeAll(async () => {
  dynamo = await startLocalDynamo();
});
afterAll(() => dynamo.stop());

function makePorts(userTaskCap = 0) {
  const platform = makeTaskPlatform(dynamo, { userTaskCap });
  const looks: Look[] = [];
  const dead: { body: string; why: string }[] = [];
  const mailbox = {
    mail: (look: Look) => Promise.resolve(void looks.push(look)),
    mailAll: (many: readonly Look[]) => Promise.resolve(void looks.push(...many)),
    deadLetter: (body: string, why: string) => Promise.resolve(void dead.push({ body, why })),
  };
  const ports: TaskEventPorts = { ...platform.ports, mailbox };
  return { ...platform, ports, looks, dead };
}

const fleetId = ulid();
const statusEvent = (detail: object) => ({
  version: '0',
  source: 'bgagent.tasks',
  'detail-type': 'Task Status Changed',
  detail: { task_id: ulid(), user_id: 'alice', previous_status: null, fleet_id: fleetId, ...detail },
});

const runEvent = (name: string, status: string) => ({
  source: 'aws.states',
  'detail-type': 'Step Functions Execution Status Change',
  detail: { name, status, stateMachineArn: 'arn:aws:states:us-east-1:1:stateMachine:run', executionArn: 'x' },
});

describe('a task of a fleet', () => {
  test.each([
    ['SUBMITTED', 'QUEUED', false],
    ['HYDRATING', 'SUBMITTED', true],
    ['RUNNING', 'HYDRATING', false],
    ['AWAITING_APPROVAL', 'RUNNING', true],
    ['FINALIZING', 'RUNNING', false],
    ['COMPLETED', 'RUNNING', true],
    ['FAILED', 'RUNNING', true],
    ['TIMED_OUT', 'FINALIZING', true],
    ['CANCELLED', 'SUBMITTED', true],
    ['SUBMITTED', null, false],
    // A worker put it off.
    ['SUBMITTED', 'SUBMITTED', true],
    ['CANCELLED', null, true],
  ])('that becomes %s after %s: mailed is %p', async (status, previous, mailed) => {
    const { ports, looks } = makePorts();
    const event = statusEvent({ status, previous_status: previous });
    expect(await onTaskEvent(event, ports)).toEqual({ kind: 'task', fleetId, mailed });
    expect(looks).toEqual(mailed ? [{ kind: 'look', fleet_id: fleetId, task_ids: [event.detail.task_id] }] : []);
  });
});

test('a task of no fleet mails nobody', async () => {
  const { ports, looks } = makePorts();
  await onTaskEvent(statusEvent({ status: 'COMPLETED', previous_status: 'RUNNING', fleet_id: null }), ports);
  expect(looks).toEqual([]);
});

test('the end of a task takes up the next one of its user, once', async () => {
  const { core, ports, tasks, time } = makePorts(1);
  const caller = apiCaller(ulid());
  const create = async () => taskOf(await core.createTask({ task_description: 'x' }, caller)).task_id;
  const ids = [await create(), await create(), await create()];
  await tasks.moveTaskIfStatus(ids[0] ?? '', { from: ['SUBMITTED'], to: 'FAILED', now: time.now });
  const event = statusEvent({
    task_id: ids[0],
    user_id: caller.userId,
    status: 'FAILED',
    previous_status: 'SUBMITTED',
    fleet_id: null,
  });
  await Promise.all([onTaskEvent(event, ports), onTaskEvent(event, ports)]);
  const statuses = await Promise.all(ids.map(async (id) => (await tasks.getTask(id))?.status));
  expect(statuses).toEqual(['FAILED', 'SUBMITTED', 'QUEUED']);
});

describe('a run', () => {
  test.each(['SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED'])('that is %s mails its fleet', async (status) => {
    const { ports, looks } = makePorts();
    await onTaskEvent(runEvent(runName(fleetId, 2, 7), status), ports);
    expect(looks).toEqual([{ kind: 'look', fleet_id: fleetId, run: 7 }]);
  });

  test.each([
    [runName(fleetId, 1, 1), 'RUNNING'],
    ['0f4c8c1e-6f1b-4b8e-9d53-2f2d6c8a0b11', 'SUCCEEDED'],
  ])('%s that is %s mails nobody', async (name, status) => {
    const { ports, looks, dead } = makePorts();
    await onTaskEvent(runEvent(name, status), ports);
    expect(looks).toEqual([]);
    expect(dead).toEqual([]);
  });
});

describe('what cannot be understood', () => {
  test.each([
    undefined,
    null,
    'text',
    [],
    {},
    { 'detail-type': 'Something Else', source: 'bgagent.tasks', detail: {} },
    statusEvent({ status: 'EXPLODED' }),
    statusEvent({ status: 'RUNNING', task_id: 'x' }),
    { ...statusEvent({ status: 'RUNNING' }), source: 'mallory' },
    runEvent('x', 'PONDERING'),
  ])('%j is put aside, and nothing is thrown', async (event) => {
    const { ports, dead, looks } = makePorts();
    expect((await onTaskEvent(event, ports)).kind).toBe('malformed');
    expect(dead).toHaveLength(1);
    expect(dead[0]?.why).not.toBe('');
    expect(looks).toEqual([]);
  });

  test('an outage is thrown, so that the event comes again', async () => {
    const { ports } = makePorts();
    const mailbox = { ...ports.mailbox, mail: () => Promise.reject(new Error('down')) };
    const event = statusEvent({ status: 'COMPLETED', previous_status: 'RUNNING' });
    await expect(onTaskEvent(event, { ...ports, mailbox })).rejects.toThrow('down');
  });
});
