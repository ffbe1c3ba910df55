/** Looking into a real repository: what is read, and what is said of what cannot be read. */
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as z from 'zod';
import { inspectLimits } from '../../../../contracts/inspect-params.ts';
import type { TaskRow } from '../../../../contracts/task.ts';
import { git, makeFolder, makeRepository, removeFolders } from '../../git-repository.ts';
import { startTaskBench, taskRow, type TaskBench } from '../../task-bench.ts';

let bench: TaskBench;
beforeAll(async () => {
  bench = await startTaskBench();
  // No agent is configured, and no forge.
  bench.startWorker();
});
afterAll(async () => {
  await bench.stop();
  removeFolders();
});

const inspected = z.object({
  repo: z.string(),
  branch: z.string(),
  commit: z.string(),
  files: z.array(z.object({ path: z.string(), bytes: z.number(), content: z.string() })),
  problems: z.array(z.object({ path: z.string(), code: z.string(), message: z.string() })),
});

type Content = string | Buffer | { readonly link: string };

/** A repository with these files on `branch`. */
async function repositoryOf(files: Readonly<Record<string, Content>>, branch = 'main') {
  const remote = makeRepository();
  const author = makeFolder('files');
  git(author, 'clone', '--quiet', remote.url, '.');
  git(author, 'checkout', '--quiet', '-B', branch);
  for (const [name, content] of Object.entries(files)) {
    const path = join(author, name);
    mkdirSync(dirname(path), { recursive: true });
    if (typeof content === 'object' && 'link' in content) symlinkSync(content.link, path);
    else writeFileSync(path, content);
  }
  git(author, 'add', '.');
  git(author, 'commit', '--quiet', '-m', 'Add files');
  git(author, 'push', '--quiet', 'origin', branch);
  const repo = `acme/r${remote.url.length}-${Math.random().toString(36).slice(2)}`;
  await bench.onboard({ repo, clone_url: remote.url });
  return { remote, repo };
}

async function inspect(repo: string, paths: TaskRow['params'][string] | undefined, given: Partial<TaskRow> = {}) {
  const params = paths === undefined ? {} : { paths };
  const workflow = { id: 'repo/inspect-v1', version: '1.0.0' };
  const row = await bench.ended(await bench.submit(taskRow({ repo, resolved_workflow: workflow, params, ...given })));
  const output = await bench.ports.events.getTaskOutput(row.task_id);
  return { row, output: output ?? '' };
}

const readOf = async (repo: string, paths: string, given?: Partial<TaskRow>): Promise<z.output<typeof inspected>> => {
  const { row, output } = await inspect(repo, paths, given);
  expect([row.status, row.error_message]).toEqual(['COMPLETED', null]);
  return inspected.parse(JSON.parse(output));
};
const codes = ({ problems }: z.output<typeof inspected>): string[] => problems.map(({ code, path }) => `${code} ${path}`);
const paths = ({ files }: z.output<typeof inspected>): string[] => files.map(({ path }) => path);

test('files are printed as they are in the branch, and nothing is changed', async () => {
  const tasks = '\uFEFF## A\r\n- [ ] T001 "a" \u001B[31m\u2028é😀';
  const { remote, repo } = await repositoryOf({ 'tasks.md': tasks, 'specs/a/spec.md': 'A', 'specs/b/spec.md': '' });
  const { row, output } = await inspect(repo, 'tasks.md, specs/**/spec.md\n./tasks.md');
  expect(row).toMatchObject({ status: 'COMPLETED', outcome: 'no_changes', pr_url: null });
  expect(JSON.parse(output)).toEqual({
    repo,
    branch: 'main',
    commit: remote.tipOf('main'),
    files: [
      { path: 'tasks.md', bytes: Buffer.byteLength(tasks), content: tasks },
      { path: 'specs/a/spec.md', bytes: 1, content: 'A' },
      { path: 'specs/b/spec.md', bytes: 0, content: '' },
    ],
    problems: [],
  });
  expect(remote.branches()).toEqual([]);
});

test('another branch is read where the task names it', async () => {
  const { remote, repo } = await repositoryOf({ 'other.md': 'here' }, 'feature');
  const read = await readOf(repo, 'other.md,one.txt', { base_branch: 'feature' });
  expect([read.branch, read.commit, paths(read)]).toEqual(['feature', remote.tipOf('feature'), ['other.md', 'one.txt']]);
});

test('what cannot be read is said by name', async () => {
  const { repo } = await repositoryOf({
    'out.md': { link: '/etc/passwd' },
    folder: { link: 'real' },
    'real/a.md': 'a',
    'picture.png': Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 1]),
    'latin.txt': Buffer.from([0x63, 0x61, 0x66, 0xe9]),
    'half.txt': Buffer.from([0xf0, 0x9f, 0x98]),
    'largest.txt': 'a'.repeat(inspectLimits.fileBytes),
    'large.txt': 'a'.repeat(inspectLimits.fileBytes + 1),
  });
  const names = [
    '../etc',
    '/etc/passwd',
    'real/../../x',
    'a\\..\\b',
    'none.md',
    'real',
    'folder/a.md',
    '*.go',
    '*.{md,png,txt}',
    '.git/config',
  ];
  const read = await readOf(repo, names.join('\n'));
  expect(codes(read)).toEqual([
    'OUTSIDE ../etc',
    'OUTSIDE /etc/passwd',
    'OUTSIDE real/../../x',
    'OUTSIDE a\\..\\b',
    'MISSING none.md',
    'FOLDER real',
    'LINK folder/a.md',
    'NO_MATCH *.go',
    'TOO_LARGE large.txt',
    'LINK out.md',
    'MISSING .git/config',
    'BINARY half.txt',
    'BINARY latin.txt',
    'BINARY picture.png',
  ]);
  expect(paths(read)).toEqual(['largest.txt', 'one.txt', 'three.txt', 'two.txt']);
  expect(read.problems.map(({ message }) => message)).toEqual(
    expect.arrayContaining([
      'folder/a.md leads through folder, which is a link, and no link is followed.',
      'large.txt has 65,537 bytes, and 65,536 are the most.',
      'out.md is a link, and no link is followed.',
    ]),
  );
});

test('a submodule is another repository', async () => {
  const { remote, repo } = await repositoryOf({ 'a.md': 'a' });
  const author = makeFolder('submodule');
  git(author, 'clone', '--quiet', remote.url, '.');
  git(author, 'update-index', '--add', '--cacheinfo', `160000,${remote.tipOf('main')},lib`);
  git(author, 'commit', '--quiet', '-m', 'Add lib');
  git(author, 'push', '--quiet', 'origin', 'main');
  expect(codes(await readOf(repo, 'lib'))).toEqual(['SUBMODULE lib']);
});

test('too many files, and too large ones together, are said', async () => {
  const many = Object.fromEntries(Array.from({ length: 60 }, (_, at) => [`many/${at + 10}.md`, 'x']));
  const large = Object.fromEntries(['a', 'b', 'c', 'd'].map((name) => [`large/${name}.md`, '"'.repeat(50_000)]));
  const { repo } = await repositoryOf({ ...many, ...large });
  const read = await readOf(repo, 'none.md\nmany/*\none.txt');
  expect(read.files).toHaveLength(inspectLimits.entries - 1);
  expect(codes(read)).toEqual(['MISSING none.md', 'TOO_MANY_FILES many/*']);
  expect(read.problems.at(-1)?.message).toBe('many/* has more files than were read, and 1 name after it: 50 paths are the most.');
  const together = await readOf(repo, 'large/*, one.txt');
  expect([paths(together), codes(together)]).toEqual([
    ['large/a.md', 'one.txt'],
    ['NO_ROOM large/b.md', 'NO_ROOM large/c.md', 'NO_ROOM large/d.md'],
  ]);
});

test.each([undefined, ' ,\n', 5])('without paths (%j) the task fails, and says what it needs', async (given) => {
  const { repo } = await repositoryOf({ 'a.md': 'a' });
  const { row } = await inspect(repo, given);
  expect(row).toMatchObject({ status: 'FAILED', error_classification: { category: 'config' } });
  expect(row.error_message).toContain('params.paths');
});
