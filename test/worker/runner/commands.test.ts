/** Commands in the container of a runner: what they get, and how their end is told. */
import { existsSync, writeFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { startRunnerBench, testWithContainers, type RunnerBench } from './runner-bench.ts';

const test_ = testWithContainers('test/worker/runner/commands');
let bench: RunnerBench;
beforeAll(async () => {
  bench = await startRunnerBench();
});
afterAll(() => bench.close());

test_('a command gets its variables and no others, its standard input, and its folder', async () => {
  const { end, stdout, stderr } = await bench.run('env | sort; pwd; cat; echo wrong >&2; echo x > x', {
    env: { KEY: 's3cret', PATH: '/usr/bin:/bin' },
    stdin: 'the prompt\n',
  });
  const { sandbox } = bench;
  expect(end).toEqual({ kind: 'exited', exitCode: 0 });
  expect(stdout).toBe(
    [
      `HOME=${sandbox.folder}/home`,
      'KEY=s3cret',
      'PATH=/usr/bin:/bin',
      `PWD=${sandbox.repo}`,
      sandbox.repo,
      'the prompt',
      '',
    ].join('\n'),
  );
  expect(stderr).toBe('wrong\n');
  expect(existsSync(join(sandbox.repo, 'x'))).toBe(true);
  // The request, which has the variables, is gone.
  expect(readdirSync(sandbox.workerFolder)).toEqual([]);
});

test_('exit codes, signals and programs that cannot be started are told as they are', async () => {
  expect((await bench.run('exit 7')).end).toEqual({ kind: 'exited', exitCode: 7 });
  expect((await bench.run('kill -SEGV $$')).end).toEqual({ kind: 'killed', by: 'SIGSEGV' });
  const why = 'spawn no-such-program ENOENT';
  expect((await bench.run('', { argv: ['no-such-program'] })).end).toEqual({ kind: 'not-started', why });
  writeFileSync(join(bench.sandbox.repo, 'plain'), 'x');
  expect((await bench.run('', { argv: ['./plain'] })).end).toEqual({ kind: 'not-started', why: 'spawn ./plain EACCES' });
  const long = 'x'.repeat(200_000);
  expect((await bench.run('', { argv: ['true', long] })).end).toMatchObject({ kind: 'not-started' });
});
