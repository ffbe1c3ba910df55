/** Real repositories in temporary folders. */
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const folders: string[] = [];
/** A bare repository that all others are copies of. It is made once for all runs. If what it holds changes, its name must change, too. */
const history = join(import.meta.dirname, '..', '..', '.cache', 'history.git');

/** A temporary folder, removed by `removeFolders`. */
export function makeFolder(name: string): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), `bgagent-test-${name}-`)));
  folders.push(folder);
  return folder;
}

export function removeFolders(): void {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
}

const identity = {
  GIT_AUTHOR_NAME: 'Ann',
  GIT_AUTHOR_EMAIL: 'ann@example.com',
  GIT_COMMITTER_NAME: 'Ann',
  GIT_COMMITTER_EMAIL: 'ann@example.com',
};

export const git = (folder: string, ...args: string[]): string =>
  execFileSync('git', args, {
    cwd: folder,
    env: { ...process.env, ...identity },
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  }).trim();

function makeHistory(): void {
  const folder = makeFolder('history');
  git(folder, 'init', '--quiet', '--bare', '--initial-branch=main', '.');
  const author = authorOf(folder);
  for (const name of ['one.txt', 'two.txt', 'three.txt']) author.commit(name);
  author.push('main');
  mkdirSync(dirname(history), { recursive: true });
  const copy = mkdtempSync(`${history}-`);
  cpSync(folder, copy, { recursive: true });
  try {
    renameSync(copy, history);
  } catch (error) {
    // Another process was faster.
    rmSync(copy, { recursive: true });
    if (!existsSync(history)) throw error;
  }
}

/** A person who works on the repository beside the worker. */
function authorOf(remote: string) {
  const work = makeFolder('author');
  git(work, 'clone', '--quiet', remote, '.');
  return {
    checkOut(branch: string): void {
      git(work, 'fetch', '--quiet', 'origin');
      const known = git(work, 'branch', '-r', '--list', `origin/${branch}`) !== '';
      git(work, 'checkout', '--quiet', '-B', branch, ...(known ? [`origin/${branch}`] : []));
    },
    commit(name: string, message = `Write ${name}`, content = `${name}\n`): string {
      mkdirSync(dirname(join(work, name)), { recursive: true });
      writeFileSync(join(work, name), content);
      git(work, 'add', '.');
      git(work, 'commit', '--quiet', '-m', message);
      return git(work, 'rev-parse', 'HEAD');
    },
    push: (branch: string) => git(work, 'push', '--quiet', 'origin', branch),
  };
}

/** A bare repository with a history of three commits on `main`. */
export function makeRepository(folder = makeFolder('remote')) {
  if (!existsSync(history)) makeHistory();
  cpSync(history, folder, { recursive: true });
  let author: ReturnType<typeof authorOf> | undefined;
  const commitTo = (branch: string, name: string, message?: string, content?: string): string => {
    author ??= authorOf(folder);
    author.checkOut(branch);
    const commit = author.commit(name, message, content);
    author.push(branch);
    return commit;
  };
  return {
    url: folder,
    commitTo: (branch: string, name: string, message?: string): string => commitTo(branch, name, message),
    writeTo: (branch: string, name: string, content: string): string => commitTo(branch, name, undefined, content),
    branches: (): string[] =>
      git(folder, 'branch', '--format=%(refname:short)')
        .split('\n')
        .filter((name) => name !== 'main'),
    /** Messages of the branch's commits beyond main, newest first. */
    commitsOf: (branch: string): string[] =>
      git(folder, 'log', '--format=%B%x1e', branch, '^main')
        .split('\x1e')
        .map((text) => text.trim())
        .filter((text) => text !== ''),
    fileOf: (branch: string, name: string): string => git(folder, 'show', `${branch}:${name}`),
    filesOf: (branch: string): string[] => git(folder, 'ls-tree', '-r', '--name-only', branch).split('\n'),
    tipOf: (branch: string): string => git(folder, 'rev-parse', branch),
  };
}
