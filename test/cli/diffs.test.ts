/** `fleet diff` and `task diff`. */
import type { DiffView } from '../../contracts/http/diff.ts';
import { renderDiffStat, renderDiffText } from '../../cli/render/diff-text.ts';
import { plainView, type View } from '../../cli/render/view.ts';
import { cliForEachTest } from './cli-against-server.ts';
import type { Behaviour } from './contract-server.ts';
import { fleetId, sampleTarget, taskId } from './samples.ts';

const cli = cliForEachTest();

const change = { hash: '9f86d081'.repeat(8), files: 3, added: 40, removed: 12, bytes: 900, cut: false };
const text = 'diff --git a/a.txt b/a.txt\n--- a/a.txt\n+++ b/a.txt\n@@ -1,2 +1 @@\n--- a/old.sql\r\n+new\n';
const diff: DiffView = {
  ...{ task_id: taskId, attempt: 2, change, text, more_files: 1 },
  files: [
    { path: 'a.txt', old_path: null, status: 'modified', added: 40, removed: 12 },
    { path: 'new.bin', old_path: 'old.bin', status: 'renamed', added: null, removed: null },
  ],
};
const behaviour: Behaviour = {
  getTarget: ({ params }) =>
    params['path'] === 'auth'
      ? { data: sampleTarget() }
      : { error: { code: 'TARGET_NOT_FOUND', message: 'There is no target.' } },
  listTargets: ({ query }) => ({
    data:
      query['repo'] === undefined
        ? [sampleTarget({ change }), sampleTarget({ path: 'users' })]
        : [sampleTarget({ path: 'payments/ledger' })],
  }),
  getTargetDiff: ({ query }) => ({ data: { ...diff, text: query['stat'] === 'true' ? null : text } }),
  getTaskDiff: () => ({ data: diff }),
  listFleets: () => ({ data: [] }),
};
const run = (...args: string[]) => cli().run(behaviour, args);

test('a pipe gets the diff of a target unchanged, found by its path or its repository', async () => {
  expect((await run('fleet', 'diff', fleetId, 'auth')).stdout).toBe(text);
  expect((await run('fleet', 'diff', fleetId, 'acme/ledger', '--attempt', '1')).stdout).toBe(text);
  const asked = cli().asked('getTargetDiff');
  expect(asked.map(({ params }) => params['path'])).toEqual(['auth', 'payments/ledger']);
  expect(asked.map(({ query }) => query['attempt'])).toEqual([undefined, '1']);
  expect((await run('task', 'diff', taskId)).stdout).toBe(text);
});

test('--stat has a line for each file, and --json all that is known', async () => {
  const stat = await run('fleet', 'diff', fleetId, 'auth', '--stat');
  expect(stat.stdout).toBe(' M a.txt              +40 −12\n R old.bin → new.bin  binary\n and 1 more file\n3 files +40 −12\n');
  expect(JSON.parse((await run('task', 'diff', taskId, '--json')).stdout)).toEqual(diff);
});

test('without a target there is a line for each', async () => {
  const { stdout } = await run('fleet', 'diff', fleetId);
  const cells = stdout
    .trimEnd()
    .split('\n')
    .map((line) => line.split(/ {2,}/));
  expect(cells).toEqual([
    ['TARGET', 'STATUS', 'CHANGE', 'LINES', 'WAITS'],
    ['auth', 'FAILED', '9f86d081', '3 files +40 −12', '-'],
    ['users', 'FAILED', '-', '-', '-'],
  ]);
  expect((await run('fleet', 'diff', fleetId, '--attempt', '1')).code).toBe(2);
});

test('one argument alone is a target of the last fleet, unless it looks like a fleet', async () => {
  expect((await run('fleet', 'diff', 'auth')).stderr).toContain('no fleet was submitted from here');
  expect((await run('fleet', 'diff', '01KAE5')).stderr).toContain('no fleet has an id that starts with 01KAE5');
});

test.each([
  [{ change: { ...change, cut: true } }, text, '(This is the first MiB of the diff. --stat lists its files.)\n'],
  [{ text: '' }, '', 'The branch has commits, but changes nothing.\n'],
])('a diff that is cut, or empty, is told beside it: %#', async (more, stdout, stderr) => {
  const answer: Behaviour = { getTaskDiff: () => ({ data: { ...diff, ...more } }) };
  expect(await cli().run(answer, ['task', 'diff', taskId])).toMatchObject({ stdout, stderr });
});

test('a terminal gets colours by what a line is, not by what it looks like', () => {
  const view: View = { ...plainView(0), paint: (style, line) => `<${style}>${line}` };
  expect(
    renderDiffText(text, view)
      .split('\n')
      .map((line) => line.split('>')[0]),
  ).toEqual([...['<strong', '<strong', '<strong', '<busy', '<bad', '<good', '']]);
  const evil = { ...diff, files: [{ ...diff.files[0], path: 'a\n\u001B[2Jb' }] } as DiffView;
  expect(renderDiffStat(evil, plainView(0)).split('\n')[0]).toBe(' M a b  +40 −12');
});
