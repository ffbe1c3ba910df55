/** Work that prepares its clone so that the worker's git runs a program of it, or commits or pushes something else. */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TaskRow } from '../../../contracts/task.ts';
import { git, makeFolder, makeRepository, removeFolders } from '../git-repository.ts';
import { shellTask, startTaskBench, type TaskBench } from '../task-bench.ts';

let bench: TaskBench;
/** Folder in which a program that was run leaves a file. */
let told: string;

beforeAll(async () => {
  bench = await startTaskBench();
  told = makeFolder('told');
  bench.startWorker();
});
afterAll(async () => {
  await bench.stop();
  expect(readdirSync(bench.sandboxRoot)).toEqual([]);
  removeFolders();
});

let count = 0;
/** Runs the command in a repository of its own. A program that the worker must not run writes the file `$TOLD`. */
async function work(command: string, remote = makeRepository()) {
  count += 1;
  const repo = `acme/r${count}`;
  const file = join(told, `r${count}`);
  await bench.onboard({ repo, clone_url: remote.url });
  const id = await bench.submit(shellTask(`set -e; TOLD=${file}; URL=file://${remote.url}; ${command}`, { repo }));
  const row: TaskRow = await bench.ended(id);
  const branch = row.branch_name ?? '';
  return { row, remote, branch, file, wasRun: existsSync(file), files: () => remote.filesOf(branch) };
}

const before = ['one.txt', 'three.txt', 'two.txt'];
const author = 'git config user.name w; git config user.email w@example.com';
const copy = 'cp -R .git "$TMPDIR/copy"; echo "$TMPDIR/copy" > .git/commondir; C="git config -f $TMPDIR/copy/config"';
const program = '"sh -c \'touch $TOLD; cat\'"';

test('a filter in a configuration that commondir leads to is not run', async () => {
  const { row, wasRun, files } = await work(
    `${copy}; $C filter.f.clean ${program}; echo '* filter=f' > .gitattributes; echo x > x`,
  );
  expect([row.status, wasRun]).toEqual(['COMPLETED', false]);
  expect(files()).toEqual(['.gitattributes', ...before, 'x'].sort());
});

test('another address in a configuration that commondir leads to is not pushed to', async () => {
  const other = makeRepository();
  const { row, remote, branch } = await work(`${copy}; $C url.file://${other.url}.insteadOf "$URL"; echo x > x`);
  expect(row).toMatchObject({ status: 'COMPLETED', outcome: 'changed' });
  expect([remote.branches(), other.branches()]).toEqual([[branch], []]);
});

test('a nested repository is committed as it was added, and its settings are not', async () => {
  const nested = [
    'git init -q n; cd n',
    `${author}; echo n > n; git add .; git commit -qm n; git rev-parse HEAD > ../id; cd ..; git add n`,
    `git -C n config filter.f.clean ${program}; echo '* filter=f' > n/.gitattributes; touch -d 2001-01-01 n/n`,
  ].join('; ');
  const { row, wasRun, remote, branch, files } = await work(nested);
  expect([row.status, wasRun]).toEqual(['COMPLETED', false]);
  expect(files()).toEqual(['id', 'n', ...before].sort());
  expect(git(remote.url, 'rev-parse', `${branch}:n`)).toBe(remote.fileOf(branch, 'id'));
});

test('a submodule moves to where the work checked it out, without a look at its settings', async () => {
  const remote = makeRepository();
  const tip = remote.tipOf('main');
  const folder = makeFolder('author');
  git(folder, 'clone', '--quiet', remote.url, '.');
  git(folder, 'update-index', '--add', '--cacheinfo', `160000,${tip},sub`);
  git(folder, 'commit', '--quiet', '-m', 'Add a submodule');
  git(folder, 'push', '--quiet', 'origin', 'main');
  const move = `rmdir sub; git clone -q "$URL" sub; git -C sub reset -q --hard ${tip}~1; touch -d 2001-01-01 sub/one.txt`;
  const { row, wasRun, branch } = await work(
    `${move}; git -C sub config filter.f.clean ${program}; echo '* filter=f' > sub/.gitattributes`,
    remote,
  );
  expect([row.status, wasRun]).toEqual(['COMPLETED', false]);
  expect(git(remote.url, 'rev-parse', `${branch}:sub`)).toBe(remote.tipOf(`${tip}~1`));
});

test.each([
  ['is removed', 'rm -rf .git'],
  ['is a file that leads elsewhere', 'mv .git "$TMPDIR/git"; echo "gitdir: $TMPDIR/git" > .git'],
  ['has no objects any more', 'rm -rf .git/objects'],
  ['has an index that is none', 'echo nonsense > .git/index; mkdir .git/index.lock'],
])('what was changed is committed where .git %s', async (_, command) => {
  const { row, files } = await work(`echo x > x; ${command}`);
  expect(row).toMatchObject({ status: 'COMPLETED', outcome: 'changed' });
  expect(files()).toEqual([...before, 'x']);
});

test('settings, hooks, attributes, replaced commits and grafts of the clone have no say', async () => {
  const { row, wasRun, remote, branch } = await work(
    [
      author,
      `git config -f .git/more filter.f.clean ${program}; git config include.path more; git config core.fsmonitor ${program}`,
      `git config extensions.worktreeConfig true; git config --worktree filter.f.clean ${program}`,
      'mkdir -p .git/info; echo "* filter=f" > .git/info/attributes; echo x > x; git config core.worktree /',
      'for hook in pre-push post-index-change reference-transaction; do printf "#!/bin/sh\\ntouch $TOLD" > .git/hooks/$hook; chmod +x .git/hooks/$hook; done',
      'base=$(cat .git/refs/remotes/origin/HEAD .git/refs/remotes/origin/main .git/shallow 2> /dev/null | grep -v ref: | head -n 1)',
      'empty=$(git -c core.hooksPath= -c core.fsmonitor=false commit-tree 4b825dc642cb6eb9a060e54bf8d69288fbee4904 -m none)',
      'mkdir -p .git/refs/replace; echo $empty > .git/refs/replace/$base; echo $base > .git/info/grafts; rm -f "$TOLD"',
    ].join('; '),
  );
  expect([row.status, wasRun]).toEqual(['COMPLETED', false]);
  expect(remote.filesOf(branch)).toEqual([...before, 'x']);
  expect(git(remote.url, 'rev-parse', `${branch}^`)).toBe(remote.tipOf('main'));
});

test('what the index of the clone hides or forces does not count: the folder and its .gitignore do', async () => {
  const flags = 'git update-index --assume-unchanged one.txt; git update-index --skip-worktree two.txt';
  const ignored = 'echo hidden > .gitignore; echo h > hidden; git add -f hidden; echo "x*" > .git/info/exclude';
  const { remote, branch, files } = await work(`echo 1 > one.txt; echo 2 > two.txt; ${flags}; ${ignored}; echo x > x`);
  expect(files()).toEqual(['.gitignore', ...before, 'x'].sort());
  expect([remote.fileOf(branch, 'one.txt'), remote.fileOf(branch, 'two.txt')]).toEqual(['1', '2']);
});

test('a link in the place of the folder leads nowhere', async () => {
  const outside = makeFolder('outside');
  writeFileSync(join(outside, 'private.txt'), 'private');
  mkdirSync(join(outside, '.git'));
  const { row, remote } = await work(`here=$PWD; cd ..; rm -rf "$here"; ln -s ${outside} "$here"`);
  expect(row).toMatchObject({ status: 'FAILED', error_classification: { category: 'agent', errorClass: 'user' } });
  expect(remote.branches()).toEqual([]);
});

test('files become folders, folders links, names have any bytes: the commit is what git would have made of it', async () => {
  const changes = [
    'mkdir -p d/e deep/er; echo 1 > d/e/f; echo 2 > d/g; echo 3 > deep/er/h; echo 4 > "tab\tand\nline"',
    'rm one.txt; mkdir one.txt; echo a > one.txt/a; rm two.txt; ln -s three.txt two.txt; chmod +x three.txt',
    `printf x > "$(printf 'caf\\351')"; echo b > 'ends with blank '; mkdir bare; git init -q --bare bare/b.git`,
  ].join('; ');
  const remote = makeRepository();
  const first = await work(changes, remote);
  git(remote.url, 'update-ref', 'refs/heads/main', first.branch);
  const again = 'rm -r d; ln -s deep d; mv deep deeper; ln -s deeper deep; echo 5 > deeper/er/h; rm -r one.txt; echo f > one.txt';
  const { row, branch, file } = await work(`${again}; git -c core.hooksPath= add --all; git write-tree > "$TOLD"`, remote);
  expect(row.status).toBe('COMPLETED');
  expect(git(remote.url, 'rev-parse', `${branch}^{tree}`)).toBe(readFileSync(file, 'utf8').trim());
});

test('folders in each other, deeper than any path, are removed with the sandbox', async () => {
  const deep = 'for (let i = 0; i < 2500; i += 1) { fs.mkdirSync("d"); process.chdir("d"); }';
  const { row, files } = await work(`echo x > x; node -e '${deep}'`);
  expect(row).toMatchObject({ status: 'COMPLETED', outcome: 'changed' });
  expect(files()).toEqual([...before, 'x']);
});

test('a file of any length without content is not read, but said', async () => {
  const { row, remote } = await work('truncate -s 1T huge; echo x > x');
  expect(row).toMatchObject({ status: 'FAILED', error_classification: { category: 'agent', errorClass: 'user' } });
  expect(row.error_message).toBe(
    'The work left more than 2 GiB of changed files, which no commit may have. One of them is huge.',
  );
  expect(remote.branches()).toEqual([]);
});
