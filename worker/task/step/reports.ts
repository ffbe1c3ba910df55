/** What a task of a fleet with steps or heals reports of its change, for the attempts after it. */
import type { TaskChanges } from '../../../adapters/task-stores.ts';
import type { BatchReport } from '../../../contracts/steps.ts';
import type { TaskRow } from '../../../contracts/task.ts';
import type { Clone } from '../../git/clone.ts';
import { firstLines } from '../../text/cut-lines.ts';
import { printedText } from '../../text/printed-text.ts';

/** UTF-16 units. */
export const longestStat = 4_000;
export const longestSaid = 2_000;

/** Which files the commit changed, and how much: as people read it. */
export async function diffStat({ git, base }: Clone, commit: string): Promise<string> {
  const options = ['--stat=100', '--no-color', '--no-ext-diff', '--no-textconv'];
  const { ok, stdout } = await git.run(['diff', ...options, base, commit, '--']);
  return ok ? firstLines(printedText(stdout), longestStat) : '';
}

/** @param commit undefined: the work changed nothing */
export async function reportOf(
  { keep_failed: keeps, start }: TaskRow,
  clone: Clone,
  commit: string | undefined,
): Promise<TaskChanges> {
  if (commit === undefined) return { changed: false };
  const stat = keeps === true || start === 'branch' ? { diff_stat: await diffStat(clone, commit) } : {};
  return { changed: true, commit, ...stat };
}

/** Of each list in a report: a row, an event and the record of a target hold it together. What a heal may work on is bounded with it. */
const mostIds = 200;
const mostWarnings = 10;
const longestName = 200;
const longestId = 64;

/** A person may have written anything into the list of tasks. */
export function shownReport(report: BatchReport, mask: (text: string, most: number) => string): BatchReport {
  const ids = (list: readonly string[]): string[] => list.slice(0, mostIds).map((id) => mask(id, longestId));
  return {
    ...report,
    name: mask(report.name, longestName),
    next: report.next == null ? null : mask(report.next, longestName),
    ...{ task_ids: ids(report.task_ids), done: ids(report.done), open: ids(report.open) },
    warnings: report.warnings.slice(0, mostWarnings).map((warning) => mask(warning, longestName)),
  };
}
