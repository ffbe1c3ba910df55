/**
 * Keeps what a task has changed: all that its branch has beyond the branch it was made from, as its pull request would show it. So with
 * steps, heals and steering it is everything so far, and not the last attempt alone (semantics 28).
 * Invariant: whatever happens here, the task ends as it would without it.
 */
import type { ChangeSummary, FileChange } from '../../../contracts/change.ts';
import { limits } from '../../../contracts/limits.ts';
import { messageOf } from '../../../core/text/message-of-error.ts';
import { done, failures, type Step } from '../../failure.ts';
import { gitFailure } from '../../git/git-failure.ts';
import { TaskStopped } from '../../task-stopped.ts';
import { firstLines } from '../../text/cut-lines.ts';
import { printedText } from '../../text/printed-text.ts';
import { gitFor } from '../git-for.ts';
import type { Hydrated } from '../hydrate.ts';
import type { Job } from '../job.ts';
import { findBranchPoint } from './branch-point.ts';
import { createChangeDigest, type ChangeDigest } from './change-digest.ts';
import { keptText } from './kept-text.ts';

/** A repository of the task. */
export interface ChangedRepository {
  /** Of the repository, with its own folders. */
  readonly job: Job;
  readonly hydrated: Hydrated;
  /** What the work left; undefined: its branch stays as it is. */
  readonly commit: string | undefined;
  /** Its folder among the repositories that share the sandbox. Absent: it is the only one. */
  readonly folder?: string;
}

/** Answers the field of the row: nothing where the branch has no work, or where it could not be read. */
export async function recordChange(job: Job, all: readonly ChangedRepository[]): Promise<{ readonly change?: ChangeSummary }> {
  const changed = all.flatMap((each) => {
    const tip = tipOf(each);
    return tip === undefined ? [] : [{ ...each, tip }];
  });
  if (changed.length === 0) return {};
  const timeout = AbortSignal.timeout(longestMs);
  try {
    const signal = AbortSignal.any([job.signal, timeout]);
    const inTime = await Promise.all(changed.map((each) => withSignal(each, signal)));
    const kept = await keepChange(job, inTime);
    if (kept.ok) return { change: kept.value };
    await tell(job, kept.failure.message);
  } catch (error) {
    if (job.signal.aborted) throw new TaskStopped();
    await tell(job, timeout.aborted ? 'The time for it was over.' : messageOf(error));
  }
  return {};
}

/** Short of the time after which a task that has not ended counts as lost. */
const longestMs = 3 * 60_000;

/** Git stops at the signal then. It works in the same folder, but finds no file with attributes there: they would change how a diff reads. */
async function withSignal(each: WithTip, signal: AbortSignal): Promise<WithTip> {
  const { hydrated } = each;
  const job = { ...each.job, signal };
  const { stdout: folder } = await hydrated.clone.git.run(['rev-parse', '--absolute-git-dir']);
  const git = gitFor(job)({ folder: job.sandbox.gitRoot, env: { GIT_DIR: folder } }, hydrated.clone.remote);
  return { ...each, job, hydrated: { ...hydrated, clone: { ...hydrated.clone, git } } };
}

const tell = (job: Job, why: string): Promise<void> =>
  job.note('diff_not_kept', { reason: firstLines(job.secrets.mask(printedText(why)), limits.errorMessage) });

/** A branch that is a pull request has work whether or not this task adds to it. */
const tipOf = ({ commit, hydrated: { clone, pullRequest } }: ChangedRepository): string | undefined =>
  commit ?? clone.tip ?? (pullRequest ? clone.base : undefined);

type WithTip = ChangedRepository & { readonly tip: string };

async function keepChange(job: Job, all: readonly WithTip[]): Promise<Step<ChangeSummary>> {
  const text = keptText(job.secrets);
  const digest = createChangeDigest(text);
  for (const each of all) {
    const read = await readInto(digest, each);
    if (!read.ok) return read;
  }
  const kept = text.text();
  const change = { ...digest.summary(), cut: kept.cut };
  await job.keepDiff({ files: digest.files().map((file) => masked(file, job)), text: kept.text });
  return done(change);
}

function masked(file: FileChange, { secrets: { mask } }: Job): FileChange {
  return { ...file, path: mask(file.path), old_path: file.old_path === null ? null : mask(file.old_path) };
}

async function readInto(digest: ChangeDigest, { job, hydrated, tip, folder }: WithTip): Promise<Step<void>> {
  const point = await findBranchPoint(job, hydrated, tip);
  if (!point.ok) return point;
  const { commit, run, remove } = point.value;
  try {
    const prefix = folder === undefined ? '' : `${folder}/`;
    const reader = digest.reader(prefix);
    const prefixes = [`--src-prefix=a/${prefix}`, `--dst-prefix=b/${prefix}`];
    const read = await run([...diffCommand, ...prefixes, commit, tip, '--'], {
      // Attributes of this machine would make other diffs than those of another worker.
      env: { GIT_ATTR_NOSYSTEM: '1' },
      output: (bytes) => {
        reader.add(bytes);
      },
    });
    if (!read.ok) return gitFailure('read the change', read.stderr, hydrated.clone.remote);
    return reader.isWhole()
      ? done(undefined)
      : failures.worker('The change cannot be read: git printed another diff than it listed.');
  } finally {
    await remove();
  }
}

/** All that a setting of the machine could make otherwise is named. */
const diffCommand = [
  ...['-c', 'core.quotePath=false', '-c', 'core.attributesFile=/dev/null', '-c', 'diff.suppressBlankEmpty=false'],
  // Git holds both versions of a text and its lines in memory. What is larger is told as a binary file.
  ...['-c', 'core.bigFileThreshold=8m'],
  ...['diff-tree', '-r', '--raw', '--patch', '-z', '--full-index', '--unified=3', '--inter-hunk-context=0'],
  ...['--find-renames=50%', '-l1000', '--diff-algorithm=myers', '--indent-heuristic', '--no-color', '--no-ext-diff'],
  ...['--no-textconv', '--no-relative', '--ignore-submodules=none', '--submodule=short'],
];
