/** `fleet results` and `fleet logs`: text that the API answers. */
import { cliForEachTest } from './cli-against-server.ts';
import type { Behaviour } from './contract-server.ts';
import { fleetId, sampleTarget, taskId } from './samples.ts';

const cli = cliForEachTest();

test('logs of a target by its path or its repository are the output of its last task', async () => {
  const behaviour: Behaviour = {
    getTarget: ({ params }) =>
      params['path'] === 'auth'
        ? { data: sampleTarget() }
        : { error: { code: 'TARGET_NOT_FOUND', message: 'There is no such target.' } },
    listTargets: ({ query }) => ({ data: query['repo'] === 'acme/auth' ? [sampleTarget()] : [] }),
    getTaskOutput: () => ({ text: 'line 1\nline 2\n' }),
  };
  for (const target of ['auth', 'acme/auth']) {
    expect((await cli().run(behaviour, ['fleet', 'logs', fleetId, target])).stdout).toBe('line 1\nline 2\n');
  }
  expect(
    cli()
      .asked('getTaskOutput')
      .map(({ params }) => params['task_id']),
  ).toEqual([taskId, taskId]);
  expect((await cli().run(behaviour, ['fleet', 'logs', fleetId, 'nothing'])).code).toBe(6);
});

test('raw output is asked for by a flag, of a target and of a task', async () => {
  const behaviour: Behaviour = {
    getTarget: () => ({ data: sampleTarget() }),
    getTaskOutput: ({ query }) => ({ text: query['raw'] === 'true' ? '{"type":"result"}\n' : 'Done.\n' }),
  };
  const run = async (...args: string[]) => (await cli().run(behaviour, args)).stdout;
  expect(await run('fleet', 'logs', fleetId, 'auth', '--raw')).toBe('{"type":"result"}\n');
  expect(await run('task', 'logs', taskId, '--raw')).toBe('{"type":"result"}\n');
  expect(await run('task', 'logs', taskId)).toBe('Done.\n');
  expect(JSON.parse(await run('task', 'logs', taskId, '--raw', '--json'))).toBe('{"type":"result"}\n');
});

test('results of several pages are one file with one header', async () => {
  const behaviour: Behaviour = {
    getResults: ({ query }) =>
      query['next_token'] === undefined
        ? { text: 'path,status\na,FAILED\n', headers: { 'x-next-token': 'n' } }
        : { text: 'b,LOST\n' },
  };
  expect((await cli().run(behaviour, ['fleet', 'results', fleetId, '--format', 'csv'])).stdout).toBe(
    'path,status\na,FAILED\nb,LOST\n',
  );
});

describe('the output of an earlier attempt', () => {
  const attempts = ['1', '2'].map((n) => ({
    ...sampleTarget(),
    ...{ batch: null, changed: null, commit: null, answer: null, words: null, failed_verifier: null, steering: null },
    trigger: 'retry',
    attempt: Number(n),
    task_id: `01KAE5X000000000000000000${n}`,
  }));
  const logs = (data: object, ...flags: string[]) => {
    const behaviour: Behaviour = {
      getTarget: () => ({ data: { ...sampleTarget(), ...data, attempts } }),
      getTaskOutput: ({ params }) => ({ text: `of ${params['task_id'] ?? ''}\n` }),
    };
    return cli().run(behaviour, ['fleet', 'logs', fleetId, 'auth', ...flags]);
  };

  test('is still there', async () => {
    expect((await logs({ ...attempts[1] })).stdout).toContain('0002\n');
    expect((await logs({ ...attempts[1] }, '--attempt', '1')).stdout).toContain('0001\n');
    expect((await logs({ ...attempts[1] }, '--attempt', '3')).code).toBe(6);
  });

  test('is shown of a target whose next attempt waits', async () => {
    const { stdout, stderr } = await logs({ status: 'PENDING', attempt: 3, task_id: null });
    expect([stdout.endsWith('0002\n'), stderr]).toEqual([true, '(Attempt 2: attempt 3 has not begun.)\n']);
  });
});

test('no output is told apart from the output', async () => {
  const behaviour: Behaviour = { getTarget: () => ({ data: sampleTarget() }), getTaskOutput: () => ({ text: '' }) };
  const logs = (...flags: string[]) => cli().run(behaviour, ['fleet', 'logs', fleetId, 'auth', ...flags]);
  expect(await logs()).toMatchObject({
    code: 0,
    stdout: '',
    stderr: expect.stringMatching(/^This attempt has printed nothing/) as string,
  });
  expect(await logs('--raw')).toMatchObject({ stdout: '', stderr: expect.stringMatching(/^There is no raw output/) as string });
});
