/** How commands are stopped: asked to end where they have a grace, and killed at once where not. */
import { mkdirSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { runCommand, type Command, type Grace } from '../../../worker/sandbox/run-command.ts';
import { createSandbox, type Sandbox } from '../../../worker/sandbox/sandbox.ts';
import { TaskStopped } from '../../../worker/task-stopped.ts';
import { makeFolder, removeFolders } from '../git-repository.ts';
import { isGone, isRunning, longSleep } from '../running-processes.ts';

let sandbox: Sandbox;
beforeEach(() => {
  sandbox = createSandbox(makeFolder('sandboxes'));
  mkdirSync(sandbox.repo);
});
afterEach(async () => {
  await sandbox.remove();
  removeFolders();
});

const grace: Grace = { atLimitMs: 120_000, whenStoppedMs: 120_000 };
const short: Grace = { atLimitMs: 300, whenStoppedMs: 300 };

/** Runs a script, and stops it once it has printed `ready`. */
async function run(script: string, given: Partial<Command> & { readonly stop: 'limit' | 'signal' }) {
  const said = { stdout: '', stderr: '' };
  const controller = new AbortController();
  const output = {
    append(chunk: Buffer, from: 'stdout' | 'stderr') {
      said[from] += chunk.toString();
      if (given.stop === 'signal' && said.stdout.includes('ready')) controller.abort();
    },
  };
  const env = { PATH: process.env['PATH'] ?? '' };
  const timeoutMs = given.stop === 'limit' ? 1_500 : 600_000;
  const command = { argv: ['sh', '-c', script], env, timeoutMs, signal: controller.signal, ...given };
  const end = await runCommand(command, sandbox, output).catch((error: unknown) => error);
  return { end, ...said };
}

/** A program that says goodbye, with a process of its own that does too. */
const polite = `
trap 'echo bye; echo last words >&2; wait; exit 3' TERM
(trap 'echo child; exit' TERM; echo ready; while :; do sleep 0.05; done) &
while :; do sleep 0.05; done`;

test.each(['limit', 'signal'] as const)('a program with a grace is asked to end, with its processes (%s)', async (stop) => {
  const { end, stdout, stderr } = await run(polite, { stop, grace });
  expect(stdout).toContain('bye');
  expect(stdout).toContain('child');
  expect(stderr).toContain('last words');
  if (stop === 'limit') expect(end).toEqual({ kind: 'timed-out' });
  else expect(end).toBeInstanceOf(TaskStopped);
});

test.each(['limit', 'signal'] as const)('one that ignores it is killed, and nothing of it is left (%s)', async (stop) => {
  const [own, other] = [longSleep(), longSleep()];
  const stubborn = `trap '' TERM; setsid sleep ${other} & echo ready; sleep ${own}; sleep ${own}`;
  const { end } = await run(stubborn, { stop, grace: short });
  if (stop === 'limit') expect(end).toEqual({ kind: 'timed-out' });
  else expect(end).toBeInstanceOf(TaskStopped);
  expect([await isGone(`sleep\0${own}`), await isGone(`sleep\0${other}`)]).toEqual([true, true]);
});

test('a program without a grace is killed at once', async () => {
  const { stdout } = await run(polite, { stop: 'limit' });
  expect(stdout).toBe('ready\n');
});

test('what it left running does not hold up a program that has ended', async () => {
  const left = longSleep();
  const { end } = await run(`trap 'sleep ${left} & exit 0' TERM; echo ready; while :; do sleep 0.05; done`, {
    stop: 'signal',
    grace,
  });
  expect(end).toBeInstanceOf(TaskStopped);
  expect(await isGone(`sleep\0${left}`)).toBe(true);
  await pause(50);
  expect(isRunning(`sleep\0${left}`)).toBe(false);
});

test('output of both kinds is told apart, and a flood is passed on whole', async () => {
  const { end, stdout, stderr } = await run('echo wrong >&2; head -c 20000000 /dev/zero | tr "\\0" x', {
    stop: 'limit',
    timeoutMs: 600_000,
  });
  expect(end).toEqual({ kind: 'exited', exitCode: 0 });
  expect([stdout.length, stderr]).toEqual([20_000_000, 'wrong\n']);
});
