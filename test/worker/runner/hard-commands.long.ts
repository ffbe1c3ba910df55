/** Commands that are stopped, that print very much, that leave processes, and that attack their runner. */
import { existsSync, lstatSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { workerConfig } from '../../../contracts/worker-config.ts';
import { runCommand, type Command } from '../../../worker/sandbox/run-command.ts';
import { TaskStopped } from '../../../worker/task-stopped.ts';
import { isGone, isRunning, longSleep } from '../running-processes.ts';
import { startRunnerBench, testWithContainers, type RunnerBench } from './runner-bench.ts';

const test_ = testWithContainers('test/worker/runner/hard-commands');
let bench: RunnerBench;
beforeEach(async () => {
  bench = await startRunnerBench({ silenceMs: 10_000 });
});
afterEach(() => bench.close());

/** The runner still runs commands, and none of them sees another process than itself, the runner and its init. */
async function expectAlone(): Promise<void> {
  const { end, stdout } = await bench.run('cat /proc/[0-9]*/cmdline | tr "\\0" " "; echo; ls -d /proc/[0-9]* | wc -l');
  expect(end).toEqual({ kind: 'exited', exitCode: 0 });
  // The shell, ls, wc: the command's own. The init of the container and the runner.
  expect(Number(stdout.trim().split('\n').at(-1))).toBeLessThanOrEqual(5);
  expect(stdout).not.toContain('sleep');
}

/** Starts a script, and answers once it has printed `ready`. */
async function started(script: string, given: Partial<Command> = {}) {
  const stopping = new AbortController();
  let ready: () => void = () => undefined;
  const isReady = new Promise<void>((resolve) => {
    ready = resolve;
  });
  const onPrinted = (text: string): void => {
    if (text.includes('ready')) ready();
  };
  const ended = bench.run(script, { signal: stopping.signal, onPrinted, ...given }).catch((error: unknown) => error);
  await Promise.race([isReady, ended]);
  return {
    ended,
    stop: () => {
      stopping.abort();
    },
  };
}

test_('1 GB of output is passed on whole, both kinds at once', async () => {
  const counted = { stdout: 0, stderr: 0 };
  const argv = ['sh', '-c', 'head -c 900000000 /dev/zero & head -c 100000000 /dev/zero >&2; wait'];
  const command = { argv, env: { PATH: process.env['PATH'] ?? '' }, timeoutMs: 600_000, signal: new AbortController().signal };
  const end = await runCommand(command, bench.sandbox, {
    append(chunk, from) {
      counted[from] += chunk.length;
    },
  });
  expect([end, counted]).toEqual([
    { kind: 'exited', exitCode: 0 },
    { stdout: 900_000_000, stderr: 100_000_000 },
  ]);
});

test_('an agent gets a long prompt, and a HOME in the work folder that is kept for its next command', async () => {
  const config = workerConfig.parse({ agents: { a: { command: ['sh'] } } }).agents['a'];
  if (!config) throw new Error('no agent');
  const agent = { name: 'a', config };
  const stdin = 'x'.repeat(20_000_000);
  const first = await bench.run('wc -c; echo memory > "$HOME/memory"; echo "$HOME"', { stdin, agent });
  const home = join(bench.workDir, 'agents/a/home');
  expect(
    first.stdout
      .trim()
      .split('\n')
      .map((line) => line.trim()),
  ).toEqual(['20000000', home]);
  expect(lstatSync(home).mode & 0o777).toBe(0o700);
  expect((await bench.run('cat "$HOME/memory"', { agent })).stdout).toBe('memory\n');
  expect((await bench.run('cat "$HOME/memory"')).end).toEqual({ kind: 'exited', exitCode: 1 });
  // A command that does not read it is not held up by it.
  expect((await bench.run('exec <&-; exit 3', { stdin })).end).toEqual({ kind: 'exited', exitCode: 3 });
  await bench.run(`rm -r ${home}; ln -s ${bench.privateDir} ${home}`);
  await expect(bench.run('true', { agent })).rejects.toThrow(`${home} must be a folder and no link`);
});

const polite = `
trap 'echo bye; echo last words >&2; wait; exit 3' TERM
(trap 'echo child; exit' TERM; echo ready; while :; do sleep 0.05; done) &
while :; do sleep 0.05; done`;
const grace = { atLimitMs: 120_000, whenStoppedMs: 120_000 };

test_('a command with a grace is asked to end, with its processes: where it is cancelled, and at its time limit', async () => {
  const cancelled = await started(polite, { grace });
  cancelled.stop();
  expect(await cancelled.ended).toBeInstanceOf(TaskStopped);
  const { end, stdout, stderr } = await bench.run(polite, { timeoutMs: 5_000, grace });
  expect(end).toEqual({ kind: 'timed-out' });
  expect(stdout).toMatch(/^ready\n(?:bye\nchild|child\nbye)\n$/);
  expect(stderr).toContain('last words\n');
  await expectAlone();
});

test_(
  'one without a grace is killed, and so is one that ignores it; all of its processes are gone when that is told',
  async () => {
    const sleeps = longSleep();
    const stubborn = `trap '' TERM; setsid sleep ${sleeps} & echo ready; sleep ${sleeps}; sleep ${sleeps}`;
    const ways = [{ timeoutMs: 1_500 }, { timeoutMs: 1_500, grace: { atLimitMs: 300, whenStoppedMs: 300 } }];
    for (const given of ways) {
      expect((await bench.run(stubborn, given)).end).toEqual({ kind: 'timed-out' });
      expect(isRunning(`sleep\0${sleeps}`)).toBe(false);
    }
    const cancelled = await started(stubborn);
    cancelled.stop();
    expect(await cancelled.ended).toBeInstanceOf(TaskStopped);
    expect(isRunning(`sleep\0${sleeps}`)).toBe(false);
    await expectAlone();
  },
);

test_('nothing is left of a command that has ended: no daemon, no chain of forks, no process that ignores signals', async () => {
  const sleeps = longSleep();
  const { end } = await bench.run(
    [
      `setsid sleep ${sleeps} &`,
      `(cd / && setsid env -i sh -c "sleep ${sleeps} & exit") &`,
      `(cd /; setsid env -i sh -c 'trap "" TERM HUP INT; sleep ${sleeps}; sleep ${sleeps}') &`,
      // Each process lives just long enough to start the next one.
      `cat > chain <<'END'\n#!/bin/sh\nsetsid "$0" &\nEND\nchmod +x chain; ./chain;`,
      'sleep 0.5; echo done',
    ].join('\n'),
  );
  expect(end).toEqual({ kind: 'exited', exitCode: 0 });
  expect(isRunning(`sleep\0${sleeps}`)).toBe(false);
  await expectAlone();
});

test_('a command waits until the one before has ended, which would end it, too', async () => {
  const first = await started('echo ready; sleep 1; echo first >> order');
  const second = bench.run('echo second >> order; cat order');
  await first.ended;
  expect((await second).stdout).toBe('first\nsecond\n');
  // One that is stopped while it waits is not begun.
  const running = await started('echo ready; sleep 1');
  const waiting = await started('echo x > begun', { timeoutMs: 300 });
  expect(await waiting.ended).toMatchObject({ end: { kind: 'timed-out' } });
  await running.ended;
  expect(existsSync(join(bench.sandbox.repo, 'begun'))).toBe(false);
});

test_.each([
  ['removes the socket', 'rm "$S"'],
  ['listens in its place', 'rm "$S"; node -e \'require("net").createServer().listen(process.env.S)\' & sleep 0.5'],
  ['puts a folder there that cannot be removed', 'rm "$S"; mkdir -p "$S/a/b"; chmod 0 "$S/a"'],
  ['puts a link there', 'mv "$S" "$S.old"; ln -s /etc/passwd "$S"'],
  ['moves its folder away', 'mv "${S%/*}" "${S%/*}.old"; ln -s /tmp "${S%/*}"'],
  ['closes its folder and the work folder', 'chmod 0 "${S%/*}"; chmod 0 "${S%/*/*}"'],
  [
    'takes all of its connections',
    'node -e \'for (let i = 0; i < 5000; i++) require("net").connect(process.env.S).on("error", () => 0)\' & sleep 1',
  ],
  ['asks it to end', 'kill -TERM $PPID; kill -INT $PPID; kill -HUP $PPID; true'],
])('a command that %s does not keep the next one from the runner, unless it ends the runner', async (what, script) => {
  const env = { S: bench.container.socket, PATH: `${join(process.execPath, '..')}:${process.env['PATH'] ?? ''}` };
  const tried = bench.run(script, { env });
  if (what === 'asks it to end') {
    await expect(tried).rejects.toThrow(/^the command was lost: the runner ended before the command/);
    return;
  }
  expect((await tried).end).toEqual({ kind: 'exited', exitCode: 0 });
  const secret = await bench.run('echo "$KEY"', { env: { KEY: 's3cret' } });
  expect([secret.end, secret.stdout]).toEqual([{ kind: 'exited', exitCode: 0 }, 's3cret\n']);
  expect(lstatSync(bench.container.socket).mode & 0o777).toBe(0o600);
});

test_(
  'a command that kills the runner is lost, and with it its container: an error of the worker, which is told at once',
  async () => {
    const sleeps = longSleep();
    const tried = bench.run(`setsid sleep ${sleeps} & kill -KILL $PPID; sleep 300`);
    await expect(tried).rejects.toThrow(/^the command was lost: the runner ended before the command/);
    expect(await bench.container.exited).not.toBe(0);
    expect(await isGone(`sleep\0${sleeps}`)).toBe(true);
    await expect(bench.run('true')).rejects.toThrow(/^the command was lost: the runner is not there \(connect /);
  },
);

test_('a runner that was stopped says nothing, and is given up', async () => {
  await expect(bench.run('kill -STOP $PPID; exit 0')).rejects.toThrow('the command was lost: the runner says nothing any more');
});

test_('a runner that was stopped does not hold up the end of a task that is cancelled', async () => {
  const cancelled = await started('echo ready; sleep 0.5; kill -STOP $PPID; sleep 300');
  await pause(1_000);
  cancelled.stop();
  expect(await cancelled.ended).toBeInstanceOf(TaskStopped);
});

test_('a link in place of the HOME of the task is refused, and the folder of a command within it is too', async () => {
  const { sandbox } = bench;
  mkdirSync(join(sandbox.folder, 'away'));
  symlinkSync('away', join(sandbox.folder, 'home'));
  await expect(bench.run('true')).rejects.toThrow('home must be a folder and no link');
});

test_('the runner removes nothing of the work folder', async () => {
  writeFileSync(join(bench.workDir, 'kept'), '');
  await bench.run('echo x > x; mkdir -p "$TMPDIR/t"', { env: { TMPDIR: bench.sandbox.tmp } });
  await bench.container.stop();
  expect(readdirSync(bench.sandbox.tmp)).toEqual(['t']);
  expect(readdirSync(bench.sandbox.repo)).toEqual(['x']);
  expect(existsSync(join(bench.workDir, 'kept'))).toBe(true);
});
