/** Changes of a gigabyte: in many files, and in one. The memory does not grow with them. */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { limits } from '../../../../contracts/limits.ts';
import { removeFolders } from '../../git-repository.ts';
import { record, repositoryOf, type Kept } from './changed-repository.ts';

afterEach(removeFolders);

const filesOfOne = 7 * 1024 * 1024;
const gigabyte = 1024 * 1024 * 1024;

/** A commit on top of the first state, with files of these sizes, made without holding one in memory. */
async function commitOf(sizes: readonly number[]): Promise<{ folder: string; base: string; commit: string }> {
  const { folder, commits } = repositoryOf([{ 'a.txt': 'a\n' }]);
  const git = spawn('git', ['fast-import', '--quiet', '--depth=0'], { cwd: folder, stdio: ['pipe', 'inherit', 'inherit'] });
  const ended = once(git, 'close');
  const write = async (part: string | Buffer): Promise<void> => {
    if (!git.stdin.write(part)) await once(git.stdin, 'drain');
  };
  await write(`commit refs/heads/large\ncommitter A <a@example.com> 9 +0000\ndata 1\nc\nfrom refs/heads/state-0^0\n`);
  for (const [n, size] of sizes.entries()) {
    await write(`M 100644 inline large-${n}.txt\ndata ${size}\n`);
    const block = Buffer.from(`${`${n} `.padEnd(63, 'x')}\n`.repeat(16 * 1024));
    for (let left = size; left > 0; left -= block.length) await write(block.subarray(0, left));
    await write('\n');
  }
  git.stdin.end();
  await ended;
  const commit = execFileSync('git', ['rev-parse', 'large'], { cwd: folder }).toString().trim();
  return { folder, base: commits[0] ?? '', commit };
}

/** What is kept, and by how much the memory of this process has grown meanwhile. */
async function recordWatched(at: { folder: string; base: string; commit: string }): Promise<{ kept: Kept; grown: number }> {
  const before = process.memoryUsage.rss();
  let most = before;
  const watch = setInterval(() => (most = Math.max(most, process.memoryUsage.rss())), 20);
  const kept = await record([at], ['tok-s3cr3t']).finally(() => {
    clearInterval(watch);
  });
  return { kept, grown: most - before };
}

test('of a gigabyte of text in many files the first mebibyte is kept, and all lines are counted', async () => {
  const count = Math.ceil(gigabyte / filesOfOne);
  const { kept, grown } = await recordWatched(await commitOf(Array.from({ length: count }, () => filesOfOne)));
  expect(kept.notes).toEqual([]);
  expect(kept.change).toMatchObject({ files: count, added: (count * filesOfOne) / 64, removed: 0, cut: true });
  expect(kept.change?.bytes).toBeGreaterThan(gigabyte);
  expect(Buffer.byteLength(kept.diff?.text ?? '')).toBeLessThanOrEqual(limits.diffBytes);
  expect(grown).toBeLessThan(200 * 1024 * 1024);
});

test('a text of a gigabyte in one file is told as a binary file', async () => {
  const { kept, grown } = await recordWatched(await commitOf([gigabyte, 64]));
  expect(kept.change).toMatchObject({ files: 2, added: 1, removed: 0, cut: false });
  expect(kept.diff?.files[0]).toMatchObject({ path: 'large-0.txt', added: null, removed: null });
  expect(kept.diff?.text).toContain('Binary files /dev/null and b/large-0.txt differ');
  expect(grown).toBeLessThan(200 * 1024 * 1024);
});
