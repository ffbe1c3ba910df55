/**
 * What the work said of its pull request. Where nothing is kept of a title, such as after a step that was skipped, the commit has the one that the
 * work gave it.
 */
import type { KeptForReview } from '../../../contracts/change.ts';
import type { Clone } from '../../git/clone.ts';
import { trailerKey, trailerOf } from '../../git/trailer.ts';
import type { Job } from '../job.ts';
import type { WorkResult } from '../work-result.ts';

export async function saidOf(
  { task }: Pick<Job, 'task'>,
  { git, base }: Clone,
  { pr_title: title, summary }: KeptForReview,
): Promise<WorkResult> {
  const texts = { pr_body: summary ?? undefined };
  if (title !== null) return { ...texts, pr_title: title };
  const format = `--format=%s%x1f%(trailers:key=${trailerKey},valueonly,unfold,separator=%x1d)`;
  const { stdout } = await git.run(['show', '--no-patch', format, base]);
  const [subject = '', trailers = ''] = stdout.trim().split('\x1f');
  const isOwn = trailers.split('\x1d').some((value) => trailerOf(task).mayReplace(value.trim()));
  return isOwn && subject !== '' ? { ...texts, pr_title: subject } : texts;
}
