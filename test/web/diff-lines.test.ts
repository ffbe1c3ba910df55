/** What the page reads from a diff: the same files and lines that the worker has counted, whatever is in them. */
import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { readDiff, type DiffFile } from '../../web/diff/diff-lines.ts';
import { pathsOfHead, unquoted } from '../../web/diff/diff-names.ts';
import { changeBetween, repositoryOf, type Files } from '../worker/task/change/changed-repository.ts';
import { removeFolders } from '../worker/git-repository.ts';

afterAll(removeFolders);

const lines = (count: number, word = 'line'): string => Array.from({ length: count }, (_, n) => `${word} ${n}\n`).join('');

const short = ({ path, oldPath, status, isBinary, added, removed, notes }: DiffFile) =>
  [path, oldPath, status, isBinary ? 'binary' : `+${added} -${removed}`, ...notes].filter((part) => part !== null);

test('each kind of change in a diff of the worker is a file with its name, lines and notes', async () => {
  const before: Files = {
    'bin.dat': Buffer.from([0, 1, 2]),
    'sql/drop.sql': '-- a/drop.sql\n++ b\nkeep\n',
    'gone.txt': 'gone\n',
    'script.sh': 'echo\n',
    'old name.txt': lines(20),
    'same.txt': lines(20, 'same'),
    'end.txt': 'no line feed',
    'a b/a b': { mode: '100644', content: '' },
  };
  const after: Files = {
    'bin.dat': Buffer.from([0, 3]),
    'sql/drop.sql': 'keep\n-- new\n@@ -1,1 +1,1 @@\ndiff --git a/x b/x\n',
    'script.sh': { mode: '100755', content: 'echo\n' },
    'new name.txt': `${lines(20)}more\n`,
    'moved/same.txt': lines(20, 'same'),
    'end.txt': 'no line feed here',
    'a b/a b': { mode: '100755', content: '' },
    'empty.txt': '',
    'ünïcode "quoted"\ttab.txt': 'x\n',
  };
  const { diff } = await changeBetween(before, after);
  const files = readDiff(diff?.text ?? '');
  expect(files.map(short)).toEqual([
    ['a b/a b', 'modified', '+0 -0', 'mode 100644 → 100755'],
    ['bin.dat', 'modified', 'binary'],
    ['empty.txt', 'added', '+0 -0'],
    ['end.txt', 'modified', '+1 -1'],
    ['gone.txt', 'deleted', '+0 -1'],
    ['moved/same.txt', 'same.txt', 'renamed', '+0 -0', '100 % the same'],
    ['new name.txt', 'old name.txt', 'renamed', '+1 -0', expect.stringMatching(/^\d\d % the same$/)],
    ['script.sh', 'modified', '+0 -0', 'mode 100644 → 100755'],
    ['sql/drop.sql', 'modified', '+3 -2'],
    ['ünïcode "quoted"\ttab.txt', 'added', '+1 -0'],
  ]);
  const sql = files.find(({ path }) => path === 'sql/drop.sql');
  expect(sql?.lines.map(({ sign, text, before: b, after: a }) => [sign, text, b, a])).toEqual([
    ['@', '@@ -1,3 +1,4 @@', null, null],
    ['-', '-- a/drop.sql', 1, null],
    ['-', '++ b', 2, null],
    [' ', 'keep', 3, 1],
    ['+', '-- new', null, 2],
    ['+', '@@ -1,1 +1,1 @@', null, 3],
    ['+', 'diff --git a/x b/x', null, 4],
  ]);
  expect(files.find(({ path }) => path === 'end.txt')?.lines.map(({ sign, text }) => sign + text)).toEqual([
    '@@@ -1 +1 @@',
    '-no line feed',
    '\\ No newline at end of file',
    '+no line feed here',
    '\\ No newline at end of file',
  ]);
});

const line = fc.constantFrom(
  'a',
  'b',
  '',
  '-- a/x',
  '++ b/x',
  'diff --git a/x b/x',
  '@@ -1 +1 @@',
  '\\ No newline',
  'é\r',
  '+',
  '-',
  ' ',
);
const content = fc
  .tuple(fc.array(line, { maxLength: 12 }), fc.boolean())
  .map(([all, ends]) => all.join('\n') + (ends && all.length > 0 ? '\n' : ''));
const name = fc.constantFrom('x', 'a b', 'dir/x', 'tab\there', 'quo"te', 'ümlaut', 'b/x', 'end ');
const state = fc.dictionary(name, content, { maxKeys: 6 });

test('the files and lines of any change are those that git counts', () => {
  const states = fc.sample(state, { numRuns: 25, seed: 18 });
  const { folder, commits } = repositoryOf(states);
  let files = 0;
  for (const commit of commits.slice(1)) {
    const git = (...options: string[]): string =>
      execFileSync('git', ['-c', 'core.quotePath=false', 'diff-tree', '-r', ...options, commits[0] ?? '', commit], {
        cwd: folder,
      }).toString();
    const text = git('--patch', '--no-renames');
    const counted = git('--numstat', '-z', '--no-renames').split('\0').slice(0, -1);
    const read = readDiff(text);
    expect(read.map(({ added, removed, path }) => `${added}\t${removed}\t${path}`)).toEqual(counted);
    expect(read.flatMap(({ notes }) => notes)).toEqual([]);
    files += read.length;
    expectCutsToBeRead(text, read);
  }
  expect(files).toBeGreaterThan(50);
});

/** What is read of a beginning of a diff is the beginning of what is read of all of it. */
function expectCutsToBeRead(text: string, whole: readonly DiffFile[]): void {
  const all = whole.flatMap((file) => file.lines.map(({ sign, text: shown }) => `${file.path} ${sign}${shown}`));
  for (const part of [0.3, 0.6, 0.9]) {
    const end = text.lastIndexOf('\n', Math.floor(text.length * part)) + 1;
    const cut = readDiff(text.slice(0, end)).flatMap((file) =>
      file.lines.map(({ sign, text: shown }) => `${file.path} ${sign}${shown}`),
    );
    expect(cut).toEqual(all.slice(0, cut.length));
  }
}

test('a hunk ends at a line without a sign, and what is not known of a head is shown', () => {
  const text = 'odd\ndiff --git a/x b/x\nfuture line\n--- a/x\n+++ b/x\n@@ -1,9 +1,9 @@ f()\n-a\ndiff --git a/y b/y\n';
  expect(readDiff(text).map(short)).toEqual([
    ['', 'modified', '+0 -0', 'odd'],
    ['x', 'modified', '+0 -1', 'future line'],
    ['y', 'modified', '+0 -0'],
  ]);
  expect(readDiff('')).toEqual([]);
});

test.each([
  ['plain', 'plain'],
  [String.raw`"sp\303\244t \"x\"\t\\.txt"`, 'spät "x"\t\\.txt'],
  ['"', '"'],
])('the name %s is %s without quotes', (quoted, expected) => {
  expect(unquoted(quoted)).toBe(expected);
});

test.each([
  ['a/x b/x', 'x'],
  ['a/a b/c b/a b/c', 'a b/c'],
  ['a/web/x y b/web/x y', 'web/x y'],
  [String.raw`"a/t\tb" "b/t\tb"`, 't\tb'],
])('the head %s names %s', (head, expected) => {
  expect(pathsOfHead(head)).toBe(expected);
});
