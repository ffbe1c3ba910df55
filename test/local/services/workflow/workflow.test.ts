import {
  DescribeExecutionCommand,
  SendTaskFailureCommand,
  SendTaskHeartbeatCommand,
  SendTaskSuccessCommand,
  StartExecutionCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { EndedExecutions } from '../../../../local/services/workflow/ended-executions.ts';
import { fixture } from '../../fixture-app.ts';
import { startFixture, waitFor, type FixtureRuntime, type Note } from '../../fixture-runtime.ts';

let app: FixtureRuntime;
beforeAll(async () => {
  app = await startFixture();
});
afterAll(async () => {
  await app.close();
});

const start = (name: string, items: object[]) =>
  app.sfn.send(new StartExecutionCommand({ stateMachineArn: fixture.machine, name, input: JSON.stringify({ items }) }));
const succeed = (taskToken: unknown, again: boolean) =>
  app.sfn.send(new SendTaskSuccessCommand({ taskToken: String(taskToken), output: JSON.stringify({ again }) }));
const arnOf = (name: string) => `arn:aws:states:us-east-1:000000000000:execution:fixture-flow:${name}`;
const describeRun = (name: string) => app.sfn.send(new DescribeExecutionCommand({ executionArn: arnOf(name) }));
const ended = (name: string) =>
  waitFor(
    () => describeRun(name),
    (execution) => execution.status !== 'RUNNING',
  );

/** The events on the default bus that tell how one execution ended. */
const told = (name: string): Promise<Note[]> =>
  waitFor(
    async () =>
      // The bus gives the function what the runtime published: an object with the execution's facts.
      (await app.notes('event')).map((event) => event['detail'] as Note).filter((detail) => detail['name'] === name),
    (details) => details.length > 0,
  );

/** The calls of the function for one item, in order. */
const drives = async (id: string): Promise<Note[]> =>
  // The fixture's items are objects with an id.
  (await app.notes('drive')).filter((note) => (note['item'] as { id: string }).id === id);
const driven = async (id: string, times: number): Promise<Note> => {
  const calls = await waitFor(
    () => drives(id),
    (notes) => notes.length >= times,
  );
  return calls[times - 1] ?? {};
};

test('each child waits for the answers to its own tokens, and the execution ends with the last', async () => {
  await start('loops', [
    { id: 'a', failures: 0 },
    { id: 'b', failures: 0 },
  ]);
  const first = await driven('a', 1);
  expect((await describeRun('loops')).status).toBe('RUNNING');
  await succeed(first['token'], true);
  const second = await driven('a', 2);
  expect(second['token']).not.toBe(first['token']);
  expect(String(second['entered']) > String(first['entered'])).toBe(true);
  await succeed(second['token'], false);
  await succeed((await driven('b', 1))['token'], false);
  expect((await ended('loops')).status).toBe('SUCCEEDED');
  expect(await told('loops')).toEqual([expect.objectContaining({ status: 'SUCCEEDED', output: '[{},{}]' })]);
});

test('a function that fails is called again by Retry, with the time of entry and the number of the retry', async () => {
  await start('retries', [{ id: 'flaky', failures: 2 }]);
  await succeed((await driven('flaky', 3))['token'], true);
  await succeed((await driven('flaky', 6))['token'], false);
  await ended('retries');
  const calls = await drives('flaky');
  expect(calls.map((call) => call['retry'])).toEqual([0, 1, 2, 0, 1, 2]);
  expect(new Set(calls.slice(0, 3).map((call) => call['entered'])).size).toBe(1);
  expect(new Set(calls.map((call) => call['entered'])).size).toBe(2);
  expect(new Set(calls.map((call) => call['token'])).size).toBe(6);
});

test('a state that times out is caught, and its token is over', async () => {
  await start('timeouts', [{ id: 'late', failures: 0 }]);
  const first = await driven('late', 1);
  const second = await driven('late', 2);
  await expect(succeed(first['token'], false)).rejects.toMatchObject({ name: 'TaskTimedOut' });
  await succeed(second['token'], false);
  expect((await ended('timeouts')).status).toBe('SUCCEEDED');
});

test('an answer is taken once; unknown tokens and heartbeats are told', async () => {
  await start('answers', [{ id: 'once', failures: 0 }]);
  const { token } = await driven('once', 1);
  await app.sfn.send(new SendTaskHeartbeatCommand({ taskToken: String(token) }));
  await succeed(token, false);
  await expect(succeed(token, false)).rejects.toMatchObject({ name: 'TaskTimedOut' });
  await expect(succeed('nobody', false)).rejects.toMatchObject({ name: 'TaskDoesNotExist' });
  await expect(app.sfn.send(new SendTaskHeartbeatCommand({ taskToken: 'nobody' }))).rejects.toMatchObject({
    name: 'TaskDoesNotExist',
  });
});

test('a failed child does not fail a Map that tolerates all', async () => {
  await start('tolerant', [
    { id: 'broken', failures: 0 },
    { id: 'well', failures: 0 },
  ]);
  const { token } = await driven('broken', 1);
  await app.sfn.send(new SendTaskFailureCommand({ taskToken: String(token), error: 'Permanent', cause: 'as asked' }));
  await succeed((await driven('well', 1))['token'], false);
  expect((await ended('tolerant')).status).toBe('SUCCEEDED');
  expect(await told('tolerant')).toEqual([expect.objectContaining({ status: 'SUCCEEDED', output: '[null,{}]' })]);
});

test('the same name is the same execution while it runs with the same input, and taken otherwise', async () => {
  const first = await start('names', [{ id: 'n', failures: 0 }]);
  const again = await start('names', [{ id: 'n', failures: 0 }]);
  expect(again).toMatchObject({ executionArn: first.executionArn, startDate: first.startDate });
  await expect(start('names', [])).rejects.toMatchObject({ name: 'ExecutionAlreadyExists' });
  await succeed((await driven('n', 1))['token'], false);
  await ended('names');
  await expect(start('names', [{ id: 'n', failures: 0 }])).rejects.toMatchObject({ name: 'ExecutionAlreadyExists' });
  expect(await drives('n')).toHaveLength(1);
});

test('a stopped execution ends at once, its tokens with it, and the bus hears of it', async () => {
  await start('stopped', [{ id: 's', failures: 0 }]);
  const { token } = await driven('s', 1);
  await app.sfn.send(new StopExecutionCommand({ executionArn: arnOf('stopped') }));
  expect((await describeRun('stopped')).status).toBe('ABORTED');
  await waitFor(
    () =>
      succeed(token, true).then(
        () => 'taken',
        (error: unknown) => (error instanceof Error ? error.name : ''),
      ),
    (answer) => answer === 'TaskTimedOut',
  );
  expect(await told('stopped')).toEqual([
    expect.objectContaining({ status: 'ABORTED', stateMachineArn: fixture.machine, executionArn: arnOf('stopped') }),
  ]);
  expect(await drives('s')).toHaveLength(1);
});

const held = () => app.runtime.held();
const nothingRuns = () =>
  waitFor(
    () => held(),
    ({ executions, tokens }) => executions === 0 && tokens === 0,
  );

test('of an execution that has ended only its name and its end are kept', async () => {
  const before = (await nothingRuns()).endedExecutions;
  await start('kept', [{ id: 'k', failures: 0 }]);
  const { token } = await driven('k', 1);
  expect(held()).toMatchObject({ executions: 1, tokens: 1 });
  expect(await describeRun('kept')).toMatchObject({ input: expect.stringContaining('"k"') as string });
  await succeed(token, false);
  const execution = await ended('kept');
  expect(execution).toMatchObject({ name: 'kept', status: 'SUCCEEDED', outputDetails: { included: false } });
  expect(execution.stopDate).toBeInstanceOf(Date);
  expect([execution.input, execution.output]).toEqual([undefined, undefined]);
  expect(await nothingRuns()).toMatchObject({ endedExecutions: before + 1 });
  await app.sfn.send(new StopExecutionCommand({ executionArn: arnOf('kept') }));
  expect((await describeRun('kept')).status).toBe('SUCCEEDED');
});

test('so many ended executions are remembered, the latest', () => {
  const executions = new EndedExecutions();
  const summary = (number: number) => ({
    executionArn: arnOf(String(number)),
    stateMachineArn: fixture.machine,
    name: String(number),
    startDate: 0,
    status: 'SUCCEEDED' as const,
  });
  for (let number = 0; number < 10_002; number += 1) executions.add(summary(number));
  expect(executions.count).toBe(10_000);
  expect([0, 1, 2, 10_001].map((number) => executions.find(arnOf(String(number)))?.name)).toEqual([
    undefined,
    undefined,
    '2',
    '10001',
  ]);
});

test('an execution, machine or token that does not exist is named in the error', async () => {
  await expect(describeRun('nobody')).rejects.toMatchObject({ name: 'ExecutionDoesNotExist' });
  const nowhere = new StartExecutionCommand({ stateMachineArn: `${fixture.machine}x`, input: '{}' });
  await expect(app.sfn.send(nowhere)).rejects.toMatchObject({ name: 'StateMachineDoesNotExist' });
  const broken = new StartExecutionCommand({ stateMachineArn: fixture.machine, input: '{' });
  await expect(app.sfn.send(broken)).rejects.toMatchObject({ name: 'InvalidExecutionInput' });
});

test('thousands of children wait side by side', async () => {
  const count = 2_000;
  await start(
    'many',
    Array.from({ length: count }, (_none, id) => ({ id: `m${id}`, failures: 9 })),
  );
  // All were called; none has been answered, and each fails over and over: stopping ends them all.
  await waitFor(
    async () => (await describeRun('many')).status,
    (status) => status === 'RUNNING',
  );
  await app.sfn.send(new StopExecutionCommand({ executionArn: arnOf('many') }));
  expect((await describeRun('many')).status).toBe('ABORTED');
  await nothingRuns();
});
