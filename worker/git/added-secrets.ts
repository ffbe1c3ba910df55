/**
 * Finds secrets that commits add: in the content of files, in names of files, and in the messages of commits. A secret that a file held
 * before, as often, is not added. Contents are read in parts, so the size of a change does not matter.
 */
import { createSecretCounter, type SecretCounter } from '../sandbox/secret-counter.ts';
import type { Secrets } from '../sandbox/secrets.ts';
import { done, failures, type Failed, type Step } from '../failure.ts';
import { readChangedFiles, type ChangedFile } from './changed-files.ts';
import type { Git, GitEnd } from './git.ts';
import { readObjects } from './objects-in-parts.ts';

export interface AddedCommits {
  readonly git: Git;
  /** The last of the commits. */
  readonly commit: string;
  /** Commits that the remote has. */
  readonly known: readonly string[];
  readonly secrets: Secrets;
}

/** Answers where the secrets are: names of files, or `the message of commit 1a2b3c4d5e`. */
export async function placesOfAddedSecrets({ git, commit, known, secrets }: AddedCommits): Promise<Step<readonly string[]>> {
  const forms = secrets.forms();
  if (forms.length === 0) return done([]);
  const listed = await git.run(['rev-list', commit, '--not', ...known]);
  if (!listed.ok) return unreadable(listed);
  const commits = listed.stdout.split('\n').filter((id) => id !== '');
  // Renames are found, so that a file which was moved is compared with itself. `-c`: of a merge, what no parent has.
  const options = ['--stdin', '--no-commit-id', '--root', '-r', '-c', '--raw', '-z', '-M', '--no-ext-diff', '--no-textconv'];
  const changed = await git.run(['diff-tree', ...options], { input: `${listed.stdout}\n`, encoding: 'latin1' });
  if (!changed.ok) return unreadable(changed);
  const files = readChangedFiles(changed.stdout);
  const count = counterOf(git, forms);
  const now = await count([...commits, ...files.map(({ content }) => content)]);
  if (!now.ok) return now;
  const suspects = files.filter(({ content }) => now.value.has(content));
  const before = await count(suspects.flatMap((file) => file.before));
  if (!before.ok) return before;
  const isAdded = ({ content, before: ids }: ChangedFile): boolean =>
    (now.value.get(content) ?? []).some((times, form) => ids.every((id) => times > (before.value.get(id)?.[form] ?? 0)));
  const named = files.filter((file) => addsSecret(file, forms));
  return done([
    ...new Set([...suspects.filter(isAdded), ...named].map(({ path }) => Buffer.from(path, 'latin1').toString())),
    ...commits.filter((id) => now.value.has(id)).map((id) => `the message of commit ${id.slice(0, 10)}`),
  ]);
}

const unreadable = ({ stderr }: GitEnd): Failed => failures.agent(`The change cannot be read: ${stderr}`);

function addsSecret({ path, pathBefore, before }: ChangedFile, forms: readonly string[]): boolean {
  const holds = (name: string): boolean => forms.some((form) => Buffer.from(name, 'latin1').includes(form));
  return holds(path) && !(before.length > 0 && holds(pathBefore));
}

type Counts = ReadonlyMap<string, readonly number[]>;

/** Counts the secrets in objects. Only objects that hold one are in the answer. */
function counterOf(git: Git, forms: readonly string[]): (ids: readonly string[]) => Promise<Step<Counts>> {
  return async (ids) => {
    const wanted = [...new Set(ids)];
    if (wanted.length === 0) return done(new Map());
    const counted = new Map<string, readonly number[]>();
    let current: { readonly id: string; readonly counter: SecretCounter } | undefined;
    const finish = (): void => {
      const counts = current?.counter.counts() ?? [];
      if (current && counts.some((times) => times > 0)) counted.set(current.id, counts);
    };
    const reader = readObjects((id, bytes) => {
      if (current?.id !== id) {
        finish();
        current = { id, counter: createSecretCounter(forms) };
      }
      current.counter.add(bytes);
    });
    const output = (bytes: Buffer): void => {
      reader.add(bytes);
    };
    const read = await git.run(['cat-file', '--batch'], { input: `${wanted.join('\n')}\n`, output });
    finish();
    return read.ok ? done(counted) : unreadable(read);
  };
}
