/**
 * Whether a pull request is a draft, where the fleet says it (`review_state` of the task). It is a draft until the work of all steps is
 * done, and ready for review then.
 */
import type { BatchReport } from '../../contracts/steps.ts';
import type { TaskRow } from '../../contracts/task.ts';
import { done, type Step } from '../failure.ts';
import type { Forge, PullRequestOfBranch } from '../forge/forge.ts';
import { printedText } from '../text/printed-text.ts';
import type { Job } from './job.ts';

/** Of a pull request that is opened now. */
export const opensAsDraft = ({ review_state: state, pull_request: asked }: Job['task']): boolean =>
  state === undefined ? (asked?.draft ?? false) : state === 'draft';

/** While a step has batches left, its work is not done, and the pull request stays a draft. */
export const untilLastBatch = <T extends Pick<TaskRow, 'review_state'>>(
  task: T,
  report: Pick<BatchReport, 'left'> | undefined,
): T => (task.review_state === 'ready' && (report?.left ?? 0) > 0 ? { ...task, review_state: 'draft' } : task);

/** Makes an open pull request what the task says. A forge that cannot do it fails nothing, because the work is done. */
export async function applyReviewState(
  job: Job,
  forge: Forge,
  { number, url, isDraft }: Pick<PullRequestOfBranch, 'number' | 'url' | 'isDraft'>,
): Promise<void> {
  const { review_state: wanted } = job.task;
  if (wanted === undefined || isDraft === (wanted === 'draft')) return;
  const marked = await (wanted === 'draft' ? forge.markDraft(number, job.signal) : forge.markReady(number, job.signal));
  if (marked.ok) return;
  const reason = printedText(job.secrets.mask(marked.failure.message));
  await job.note('review_state_not_set', { pr_url: url, review_state: wanted, reason });
}

/** The same for a task that pushed nothing, such as one of a skipped step. Answers the URL of the open pull request of its branch, or null. */
export async function applyReviewStateOfBranch(job: Job, forge: Forge | undefined, branch: string): Promise<Step<string | null>> {
  if (!forge || job.task.review_state === undefined) return done(null);
  const found = await forge.pullRequestOf(branch, job.signal);
  if (!found.ok) return found;
  const pull = found.value;
  if (!pull || pull.isMerged) return done(null);
  await applyReviewState(job, forge, pull);
  return done(pull.url);
}
