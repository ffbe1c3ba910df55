/** What a runner refuses: settings, requests, and places that are not its own. */
import { request } from 'node:http';
import { join } from 'node:path';
import type { Refusal } from '../../../worker/runner/protocol.ts';
import { readSettings } from '../../../worker/runner/settings.ts';
import { runInContainer } from './as-containers.ts';
import { foldersOfWorker, startRunnerBench, testWithContainers, type RunnerBench } from './runner-bench.ts';

const test_ = testWithContainers('test/worker/runner/requests');

test('settings are refused all at once', () => {
  const good = { BGAGENT_RUNNER_SOCKET: '/work/runner/socket', BGAGENT_WORK_DIR: '/work' };
  expect(readSettings(good)).toEqual({ ok: true, settings: { socket: '/work/runner/socket', workDir: '/work' } });
  expect(readSettings({})).toEqual({
    ok: false,
    problems: ['BGAGENT_WORK_DIR must be set.', 'BGAGENT_RUNNER_SOCKET must be set.'],
  });
  const own = 'must lie in a folder of its own in BGAGENT_WORK_DIR, such as /work/runner/socket.';
  const leak = 'must not be set here: the commands of tasks can read the variables of this process.';
  expect(
    readSettings({ ...good, BGAGENT_RUNNER_SOCKET: '/work/socket', BGAGENT_LAUNCH_TOKEN: 't', AWS_SECRET_ACCESS_KEY: 'k' }),
  ).toEqual({
    ok: false,
    problems: [`BGAGENT_RUNNER_SOCKET ${own}`, `BGAGENT_LAUNCH_TOKEN ${leak}`, `AWS_SECRET_ACCESS_KEY ${leak}`],
  });
  const path = 'must be an absolute path without "..", and without a "/" at its end.';
  expect(readSettings({ BGAGENT_WORK_DIR: 'work', BGAGENT_RUNNER_SOCKET: '/work/../x/s' })).toEqual({
    ok: false,
    problems: [`BGAGENT_WORK_DIR ${path}`, `BGAGENT_RUNNER_SOCKET ${path}`],
  });
  expect(readSettings({ ...good, BGAGENT_RUNNER_SOCKET: `/work/${'x'.repeat(100)}/socket` })).toMatchObject({ ok: false });
});

describe('with a runner', () => {
  let bench: RunnerBench;
  beforeAll(async () => {
    bench = await startRunnerBench();
  });
  afterAll(() => bench.close());

  function ask(path: string, body: string): Promise<{ status: number | undefined; text: string }> {
    return new Promise((resolve, reject) => {
      const asked = request({ socketPath: bench.container.socket, path, method: 'POST' }, (answer) => {
        let text = '';
        answer.setEncoding('utf8').on('data', (part: string) => (text += part));
        answer.once('end', () => {
          resolve({ status: answer.statusCode, text });
        });
      });
      asked.once('error', reject);
      asked.end(body);
    });
  }
  const problemsOf = async (body: string): Promise<unknown> => {
    const { status, text } = await ask('/commands', body);
    const { problems } = JSON.parse(text) as Refusal; // As the protocol says; compared below.
    return [status, problems.map(({ path, message }) => `${path}: ${message}`)];
  };

  test_('a wrong request is refused with all of its problems', async () => {
    const wrong = { id: 'x', argv: [], env: { 'A=B': 'x', C: 'a\0b', D: 1 }, cwd: '/etc', stdin: '%', more: 1 };
    expect(await problemsOf(JSON.stringify(wrong))).toEqual([
      400,
      [
        'id: must be a UUID',
        'argv: must name a program',
        expect.stringMatching(/^env\.A=B: /),
        'env.C: must not have a NUL character',
        expect.stringMatching(/^env\.D: Invalid input: expected string/),
        'stdin: must be Base64',
        expect.stringMatching(/^: Unrecognized key: "more"/),
        `cwd: must be a folder within ${bench.workDir}`,
      ],
    ]);
    expect(await problemsOf('no JSON')).toEqual([400, [': must be a line of JSON']]);
    expect(await problemsOf('')).toEqual([400, [': must be a line of JSON']]);
    expect(await ask('/other', '')).toMatchObject({ status: 404 });
  });

  test_.each([
    ['..', 'must be a folder within'],
    ['no/such', 'is not there'],
    ['', 'must be a folder within'],
  ])('a folder outside of the work folder is refused: %j', async (path, message) => {
    const good = { id: 'c0ffee00-0000-4000-8000-000000000000', argv: ['true'], env: {}, stdin: '' };
    expect(await problemsOf(JSON.stringify({ ...good, cwd: join(bench.workDir, path) }))).toEqual([
      400,
      [expect.stringMatching(`^cwd: ${message}`)],
    ]);
  });
});

test_('it does not start beside others, whose processes it would end, and not without an init', async () => {
  const folders = foldersOfWorker();
  const main = join(import.meta.dirname, '../../../worker/runner/main.ts');
  const beside = runInContainer({ workDir: folders.workDir }, ['sh', '-c', `sleep 60 & "$0" ${main}`, process.execPath]);
  expect(await beside.exited).toBe(2);
  expect(beside.printed()).toMatch(/^The runner cannot start: it ends every other process .* and 1 run here: it must be alone/);
  const variables = { AWS_SESSION_TOKEN: 'x', BGAGENT_PRIVATE_DIR: '/private' };
  const leaking = runInContainer({ workDir: folders.workDir, env: variables }, [process.execPath, main]);
  expect(await leaking.exited).toBe(2);
  expect(leaking.printed().match(/must not be set here/g)).toHaveLength(2);
  folders.remove();
});
