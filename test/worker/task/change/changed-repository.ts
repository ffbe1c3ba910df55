/** Real repositories of two states, made by one process of git, and what is kept of the change between them. */
import { execFileSync } from 'node:child_process';
import type { ChangeSummary, TaskDiff } from '../../../../contracts/change.ts';
import { createGit } from '../../../../worker/git/git.ts';
import { createSecrets } from '../../../../worker/sandbox/secrets.ts';
import { recordChange } from '../../../../worker/task/change/record-change.ts';
import type { Hydrated } from '../../../../worker/task/hydrate.ts';
import type { Job } from '../../../../worker/task/job.ts';
import { makeFolder } from '../../git-repository.ts';

/** A text is a file; a mode is named where it is another one. */
export type Content = string | Buffer | { readonly mode: string; readonly content: string };
export type Files = Readonly<Record<string, Content>>;

/** The commits of these states, of which each has the first one as its parent. */
export function repositoryOf(states: readonly Files[]): { folder: string; commits: string[] } {
  const folder = makeFolder('states');
  execFileSync('git', ['init', '--quiet', '--initial-branch=main', '.'], { cwd: folder });
  const input = states.flatMap((files, at) => [
    `commit refs/heads/state-${at}\nmark :${at + 1}\ncommitter A <a@example.com> ${at} +0000\ndata 1\nc\n`,
    ...(at === 0 ? [] : ['from :1\ndeleteall\n']),
    ...Object.entries(files).flatMap(([path, content]) => fileIn(path, content)),
  ]);
  execFileSync('git', ['fast-import', '--quiet'], { cwd: folder, input: Buffer.concat(input.map((part) => Buffer.from(part))) });
  const listed = execFileSync('git', ['for-each-ref', '--sort=creatordate', '--format=%(objectname)'], { cwd: folder });
  return { folder, commits: listed.toString().trim().split('\n') };
}

function fileIn(path: string, content: Content): (string | Buffer)[] {
  const { mode, content: given } =
    typeof content === 'string' || Buffer.isBuffer(content) ? { mode: '100644', content } : content;
  const name = JSON.stringify(path);
  if (mode === '160000') return [`M 160000 ${String(given)} ${name}\n`];
  return [`M ${mode} inline ${name}\ndata ${Buffer.byteLength(given)}\n`, given, '\n'];
}

export interface Kept {
  readonly change: ChangeSummary | undefined;
  readonly diff: TaskDiff | undefined;
  readonly notes: readonly unknown[];
}

interface Between {
  readonly folder: string;
  readonly base: string;
  readonly commit: string;
}

/** Records the changes of repositories, as a task does that started from the first state of each. */
export async function record(
  between: readonly (Between & { readonly inFolder?: string })[],
  known: readonly string[] = [],
): Promise<Kept> {
  const secrets = createSecrets();
  secrets.add(...known);
  let diff: TaskDiff | undefined;
  const notes: unknown[] = [];
  const { signal } = new AbortController();
  const jobIn = (gitRoot: string) =>
    ({
      ...{ secrets, signal, environment: process.env, log: console, sandbox: { gitRoot } },
      keepDiff: (given: TaskDiff) => {
        diff = given;
        return Promise.resolve();
      },
      note: (type: string, metadata: unknown) => Promise.resolve(void notes.push([type, metadata])),
      // Of a job no more is read here.
    }) as unknown as Job;
  const remoteOf = (address: string) => ({ address, login: undefined, secrets: [], forge: undefined, host: undefined });
  const repositories = between.map(({ folder, base, commit, inFolder }) => {
    const git = createGit({ at: { folder, env: {} }, remote: remoteOf(folder), environment: process.env, secrets, signal });
    const clone = { git, remote: remoteOf(folder), base, baseBranch: 'main', branch: 'work' };
    // Nor of a clone that is of its base.
    const hydrated = { clone, forge: undefined, pullRequest: undefined, keepCommits: false } as unknown as Hydrated;
    return { job: jobIn(makeFolder('root')), hydrated, commit, ...(inFolder === undefined ? {} : { folder: inFolder }) };
  });
  const { change } = await recordChange(jobIn(''), repositories);
  return { change, diff, notes };
}

/** The change from one state to another. */
export async function changeBetween(before: Files, after: Files, known?: readonly string[]): Promise<Kept> {
  const { folder, commits } = repositoryOf([before, after]);
  const [base = '', commit = ''] = commits;
  return record([{ folder, base, commit }], known);
}
