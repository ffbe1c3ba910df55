/** What is kept of a change: its files, its lines, its text and its hash, read by git from real repositories. */
import { limits } from '../../../../contracts/limits.ts';
import { removeFolders } from '../../git-repository.ts';
import { changeBetween, record, repositoryOf, type Files } from './changed-repository.ts';

afterAll(removeFolders);

const lines = (count: number, word = 'line'): string => Array.from({ length: count }, (_, n) => `${word} ${n}\n`).join('');
const executable = (content: string) => ({ mode: '100755', content });
const link = (content: string) => ({ mode: '120000', content });
const submodule = (digit: string) => ({ mode: '160000', content: digit.repeat(40) });

test('every kind of change is told with its files and lines', async () => {
  const before: Files = {
    'bin.dat': Buffer.from([0, 1, 2]),
    'sql/drop.sql': '-- a/drop.sql\n++ b\nkeep\n',
    'gone.txt': 'gone\n',
    'was a link': link('gone.txt'),
    'script.sh': 'echo\n',
    'old name.txt': lines(20),
    'same.txt': lines(20, 'same'),
    'end.txt': 'no line feed',
    'dos.txt': 'one\r\ntwo\r\n',
    'latin.txt': Buffer.from('caf\xe9\n', 'latin1'),
    vendor: submodule('a'),
  };
  const after: Files = {
    'bin.dat': Buffer.from([0, 3]),
    'sql/drop.sql': 'keep\n-- new\n@@ -1,1 +1,1 @@\ndiff --git a/x b/x\n',
    'was a link': 'now a file\n',
    'script.sh': executable('echo\n'),
    'new name.txt': `${lines(20)}more\n`,
    'moved/same.txt': lines(20, 'same'),
    'end.txt': 'no line feed here',
    'dos.txt': 'one\r\nTWO\r\n',
    'latin.txt': Buffer.from('caf\xe9s\n', 'latin1'),
    'empty.txt': '',
    'ünïcode "quoted"\ttab.txt': 'x\n',
    vendor: submodule('b'),
  };
  const { change, diff, notes } = await changeBetween(before, after);
  expect(notes).toEqual([]);
  const file = (path: string, status: string, [added, removed]: (number | null)[], old_path: string | null = null) => ({
    ...{ path, old_path, status, added, removed },
  });
  expect(diff?.files).toEqual([
    file('bin.dat', 'modified', [null, null]),
    file('dos.txt', 'modified', [1, 1]),
    file('empty.txt', 'added', [0, 0]),
    file('end.txt', 'modified', [1, 1]),
    file('gone.txt', 'deleted', [0, 1]),
    file('latin.txt', 'modified', [1, 1]),
    file('moved/same.txt', 'renamed', [0, 0], 'same.txt'),
    file('new name.txt', 'renamed', [1, 0], 'old name.txt'),
    file('script.sh', 'modified', [0, 0]),
    file('sql/drop.sql', 'modified', [3, 2]),
    file('vendor', 'modified', [1, 1]),
    file('was a link', 'type_changed', [1, 1]),
    file('ünïcode "quoted"\ttab.txt', 'added', [1, 0]),
  ]);
  expect(change).toMatchObject({ files: 13, added: 10, removed: 8, cut: false });
  expect(change?.hash).toMatch(/^[0-9a-f]{64}$/);
  expect(diff?.text).toContain('+++ b/sql/drop.sql\n@@ -1,3 +1,4 @@\n--- a/drop.sql\n-++ b\n keep\n+-- new\n+@@ -1,1 +1,1 @@\n');
  expect(diff?.text).toContain('-caf\ufffd\n+caf\ufffds\n');
  expect(diff?.text).toContain('-two\r\n+TWO\r\n');
  expect(diff?.text).toContain('+no line feed here\n\\ No newline at end of file\n');
  expect(change?.bytes).toBe(Buffer.byteLength(diff?.text ?? '', 'utf8') - 2 * 2);
});

describe('the hash', () => {
  const base: Files = { 'a.txt': lines(30), 'b.txt': 'b', 'c.bin': Buffer.from([0, 1]) };
  /** Each is a change of `base`, or of the files that it names. */
  const states: Record<string, Files> = {
    base,
    changed: { ...base, 'a.txt': lines(30).replace('line 3\n', 'LINE\nline 3\n') },
    elsewhere: { ...base, 'a.txt': lines(30).replace('line 20\n', 'LINE\nline 20\n') },
    'other text': { ...base, 'a.txt': lines(30).replace('line 3\n', 'Line\nline 3\n') },
    'other path': { ...base, 'b.txt': 'LINE\nb' },
    removed: { ...base, 'a.txt': lines(30).replace('line 3\n', '') },
    'with its mode': { ...base, 'a.txt': executable(lines(30).replace('line 3\n', 'LINE\nline 3\n')) },
    'mode alone': { ...base, 'a.txt': executable(lines(30)) },
    'new empty file': { ...base, 'd.txt': '' },
    'new empty program': { ...base, 'd.txt': executable('') },
    'line feed at the end': { ...base, 'b.txt': 'b\n' },
    'more at the end': { ...base, 'b.txt': 'b\nb' },
    binary: { ...base, 'c.bin': Buffer.from([0, 2]) },
    'other binary': { ...base, 'c.bin': Buffer.from([0, 3]) },
    renamed: { 'e.txt': lines(30), 'b.txt': 'b', 'c.bin': Buffer.from([0, 1]) },
    nothing: base,
  };
  const hashes = new Map<string, string | undefined>();
  beforeAll(async () => {
    const { folder, commits } = repositoryOf(Object.values(states));
    const [first = ''] = commits;
    for (const [at, name] of Object.keys(states).entries()) {
      hashes.set(name, (await record([{ folder, base: first, commit: commits[at] ?? '' }])).change?.hash);
    }
  });

  test('is equal for an equal change elsewhere in a file, and another for any other one', () => {
    expect(hashes.get('elsewhere')).toBe(hashes.get('changed'));
    expect(hashes.get('nothing')).toBe(hashes.get('base'));
    expect(new Set(hashes.values()).size).toBe(Object.keys(states).length - 2);
    expect([...hashes.values()]).not.toContain(undefined);
  });

  test('leaves out what stands around a change, also the end of a file without a line feed', async () => {
    const start = { 'a.txt': 'one\ntwo', 'run.sh': executable('x\n') };
    const { folder, commits } = repositoryOf([start, { 'a.txt': 'one\nnew\ntwo', 'run.sh': executable('x\ny\n') }]);
    const other = repositoryOf([
      { 'a.txt': '1\n2\n3\n', 'run.sh': 'z\n' },
      { 'a.txt': '1\nnew\n2\n3\n', 'run.sh': 'y\nz\n' },
    ]);
    const of = async (at: { folder: string; commits: string[] }) =>
      (await record([{ folder: at.folder, base: at.commits[0] ?? '', commit: at.commits[1] ?? '' }])).change?.hash;
    expect(await of({ folder, commits })).toBe(await of(other));
  });
});

test('a secret is masked in the text and in the names of files, wherever it stands', async () => {
  const secrets = ['tok-s3cr3t', '-----KEY\nabcdef\nghijkl\n-----END'];
  const key = '  x\n-----KEY\nabcdef\nghijkl\n-----END\n';
  const before = { 'a.txt': `removed tok-s3cr3t\nnear tok-s3cr3t\n`, 'key.pem': key, 'tok-s3cr3t.txt': 'x\n' };
  const after = { 'a.txt': `near tok-s3cr3t\n`, 'key.pem': key.replace('x', 'y') };
  const { diff, change } = await changeBetween(before, after, secrets);
  expect(JSON.stringify(diff)).not.toMatch(/s3cr3t|abcdef/);
  expect(diff?.text).toContain('-removed ***\n near ***\n');
  // Three of its four lines are near the change.
  expect(diff?.text).toContain('-  x\n+  y\n ***\n ***\n ***\n');
  expect(diff?.files.map(({ path }) => path)).toEqual(['a.txt', 'key.pem', '***.txt']);
  expect(change?.hash).toBe((await changeBetween(before, after)).change?.hash);
});

test('no half of a secret stands in the head of a hunk, where git cuts a line after 80 bytes', async () => {
  const secret = `tok-${'s3cr3t'.repeat(20)}`;
  const text = `def ${'x'.repeat(40)} ${secret}\n${lines(9, ' line')}`;
  const { diff } = await changeBetween({ 'a.py': text }, { 'a.py': `${text}more\n` }, [secret]);
  expect(diff?.text).toContain(`@@ -8,3 +8,4 @@ def ${'x'.repeat(40)} \n  line 6\n`);
});

test('of a long text the first mebibyte is kept, without half of a secret at its end, and the hash is of all of it', async () => {
  const filler = `${'x'.repeat(99)}\n`;
  const long = (end: string): Files => ({ 'long.txt': `${filler.repeat(10_485)}tok-s3cr3t${end}\n${filler.repeat(2_000)}` });
  const empty = { 'long.txt': 'gone tok-s3cr3t\n' };
  const [one, other] = await Promise.all(['a', 'b'].map((end) => changeBetween(empty, long(end), ['tok-s3cr3t'])));
  expect(one?.change).toMatchObject({ cut: true, added: 12_486, removed: 1, files: 1 });
  const kept = Buffer.byteLength(one?.diff?.text ?? '');
  expect(kept).toBeLessThanOrEqual(limits.diffBytes);
  expect(kept).toBeGreaterThan(limits.diffBytes - 200);
  expect(one?.diff?.text).toMatch(/x\n$/);
  expect(one?.diff?.text).not.toContain('s3cr');
  const shown = (text = ''): string => text.replace(/^index .*\n/m, '');
  expect(shown(one?.diff?.text)).toBe(shown(other?.diff?.text));
  expect(one?.change?.hash).not.toBe(other?.change?.hash);
});

test('of control characters less is kept, so that the API can answer them as JSON', async () => {
  const { change, diff } = await changeBetween({}, { 'odd.txt': `${'\u0001'.repeat(99)}\n`.repeat(10_000) });
  expect(change).toMatchObject({ cut: true, added: 10_000 });
  expect(JSON.stringify(diff).length).toBeLessThan(5 * 1024 * 1024);
  expect(diff?.text.length).toBeGreaterThan(limits.diffBytes / 4);
});

test('of many files the first are listed, and all are counted', async () => {
  const many = (word: string): Files => Object.fromEntries(Array.from({ length: 3_000 }, (_, n) => [`f${n}.txt`, `${word}\n`]));
  const { change, diff } = await changeBetween({}, many('new'));
  expect(change).toMatchObject({ files: 3_000, added: 3_000, removed: 0 });
  expect(diff?.files).toHaveLength(limits.diffFiles);
});

test('repositories that share a sandbox make one change, with their folders in front', async () => {
  const web = repositoryOf([{ 'old.txt': lines(9) }, { 'new.txt': lines(9) }]);
  const api = repositoryOf([{ 'a.txt': 'a\n' }, { 'a.txt': 'b\n' }]);
  const of = ({ folder, commits }: typeof web, inFolder: string) => {
    const [base = '', commit = ''] = commits;
    return { folder, base, commit, inFolder };
  };
  const { change, diff } = await record([of(web, 'web'), of(api, 'api')]);
  expect(change).toMatchObject({ files: 2, added: 1, removed: 1 });
  expect(diff?.files.map(({ path, old_path }) => [path, old_path])).toEqual([
    ['web/new.txt', 'web/old.txt'],
    ['api/a.txt', null],
  ]);
  expect(diff?.text).toContain('rename from web/old.txt\nrename to web/new.txt\n');
  expect(diff?.text).toContain('--- a/api/a.txt\n+++ b/api/a.txt\n');
  expect((await record([of(web, 'web2'), of(api, 'api')])).change?.hash).not.toBe(change?.hash);
});

test('a commit that is not there fails nothing, and an event says why', async () => {
  const { folder, commits } = repositoryOf([{ 'a.txt': 'a\n' }]);
  const { change, diff, notes } = await record([{ folder, base: commits[0] ?? '', commit: '0123456789'.repeat(4) }]);
  expect([change, diff]).toEqual([undefined, undefined]);
  expect(JSON.stringify(notes)).toMatch(/^\[\["diff_not_kept",\{"reason":"[^"]*bad object/);
});
