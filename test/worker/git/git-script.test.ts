/** Several git commands in one process. */
import { setTimeout as pause } from 'node:timers/promises';
import { createGit, type Git } from '../../../worker/git/git.ts';
import { printedBefore } from '../../../worker/git/git-script.ts';
import { patientGit } from '../../../worker/git/patient-git.ts';
import { describeRemote } from '../../../worker/git/remote.ts';
import { createSecrets } from '../../../worker/sandbox/secrets.ts';
import { TaskStopped } from '../../../worker/task-stopped.ts';
import { makeFolder, makeRepository, removeFolders } from '../git-repository.ts';
import { isGone, isRunning, longSleep } from '../running-processes.ts';

const stop = new AbortController();
let git: Git;

beforeAll(() => {
  const remote = describeRemote(makeRepository(makeFolder('any')).url, [], {});
  if (!remote.ok) throw new Error(remote.failure.message);
  const secrets = createSecrets();
  secrets.add('s3cr3t-token');
  const at = { folder: makeFolder('git'), env: {} };
  git = createGit({ at, remote: remote.value, environment: process.env, secrets, signal: stop.signal });
});
afterAll(removeFolders);

const shell = (script: string, ...args: readonly string[]) => ['-c', `alias.sh=!sh -c '${script}' sh`, 'sh', ...args];

test('commands run in their order, and each gets its arguments as they are', async () => {
  const odd = ['', ' a  b ', `"'\``, '$(exit 3)', '${HOME}', '*', '-n', 'two\nlines', '\\n', 'é'];
  const print = shell(String.raw`printf "<%s>" "$@"; printf "to error\n" >&2`, ...odd);
  const ends = await git.runAll([['version'], print, ['version']]);
  const [version, printed, again] = ends;
  expect(printed).toEqual({ ok: true, stdout: odd.map((text) => `<${text}>`).join(''), stderr: 'to error' });
  expect(version?.stdout).toMatch(/^git version [^\n]*$/);
  expect([version?.stderr, again]).toEqual(['', version]);
});

test('the first command that fails is the last, and secrets in its error are masked', async () => {
  const fail = shell('printf "one\n\ntwo\n"; printf "not with s3cr3t-token\n" >&2; exit 7');
  const ends = await git.runAll([['version'], fail, ['version']]);
  expect(ends.map(({ ok }) => ok)).toEqual([true, false]);
  expect(ends[1]?.stdout).toBe('one\n\ntwo');
  expect(ends[1]?.stderr).toContain('not with ***');
});

test('a command may use what the one before it printed', async () => {
  const [, again] = await git.runAll([shell('printf "a  b\nc\n"'), [...shell('printf "<%s>" "$1"'), printedBefore]]);
  expect(again?.stdout).toBe('<a  b\nc>');
});

test('a script that is killed tells which commands had ended', async () => {
  const killed = shell('printf "last words\n" >&2; kill -9 0');
  expect(await git.runAll([['version'], killed, ['version']])).toEqual([
    expect.objectContaining({ ok: true }),
    { ok: false, stdout: '', stderr: 'last words' },
  ]);
});

test('a forge that does not serve git for a moment is asked for the rest, and not again for what is done', async () => {
  const asked: string[][] = [];
  let refusals = 1;
  const contactAll: Git['contactAll'] = (commands) => {
    asked.push(commands.map(String));
    const ok = { ok: true, stdout: '', stderr: '' };
    if (refusals-- <= 0) return Promise.resolve(commands.map(() => ok));
    return Promise.resolve([ok, { ok: false, stdout: '', stderr: 'The requested URL returned error: 503' }]);
  };
  const warned: unknown[] = [];
  const nothing = (): void => undefined;
  const log = { debug: nothing, info: nothing, warn: (...args: unknown[]) => void warned.push(args), error: nothing };
  const patient = patientGit({ ...git, contactAll }, { signal: stop.signal, log });
  const ends = await patient.contactAll([['clone'], ['-C', '/folder', 'ls-remote', '--quiet'], ['push']]);
  expect(ends.map(({ ok }) => ok)).toEqual([true, true, true]);
  expect(asked).toEqual([
    ['clone', '-C,/folder,ls-remote,--quiet', 'push'],
    ['-C,/folder,ls-remote,--quiet', 'push'],
  ]);
  expect(warned).toEqual([[expect.any(String), { command: 'ls-remote', status: 503, retry_after_s: 1 }]]);
});

test('a command that is cut off ends with the processes that it started, and no other begins', async () => {
  const seconds = longSleep();
  const sleeping = `sleep\0${seconds}`;
  const running = git.runAll([shell(`sleep ${seconds} & sleep ${seconds}`), ['version']]);
  const stopped = expect(running).rejects.toThrow(TaskStopped);
  while (!isRunning(sleeping)) await pause(25);
  stop.abort();
  await stopped;
  expect(await isGone(sleeping)).toBe(true);
  await expect(git.run(['version'])).rejects.toThrow(TaskStopped);
});
