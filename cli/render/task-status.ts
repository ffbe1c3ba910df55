/** One task as text: its id and status, then one line per known fact. */
import type { TaskDetail } from '../../contracts/task.ts';
import { formatDuration } from '../../core/text/duration.ts';
import { changeText } from './change-text.ts';
import { answerLines } from './report-text.ts';
import { repositoryLines } from './repository-lines.ts';
import type { View } from './view.ts';
import { taskWait } from './waits.ts';

export function renderTask(task: TaskDetail, view: View): string {
  const { repositories, change }: MaybeNewer = task;
  const known = [
    ['Repository', repositories == null ? task.repo : null],
    ['Workflow', `${task.resolved_workflow.id} ${task.resolved_workflow.version}`],
    ['Agent', agentOf(task)],
    ['Session', task.session_id],
    ['Branch', task.branch_name],
    ['Base branch', task.base_branch],
    ['Pull request', repositories == null ? task.pr_url : null],
    ['Question', task.question?.replaceAll('\n', `\n${' '.repeat(18)}`)],
    ['Outcome', task.outcome?.replace('_', ' ')],
    ['Change', change && changeText(change)],
    ['Result', task.result && JSON.stringify(task.result)],
    ['Duration', task.duration_s === null ? null : formatDuration(task.duration_s * 1_000)],
    ['Cost', task.cost_usd === null ? null : `$${task.cost_usd.toFixed(2)}`],
    ['Turns', task.turns_completed ?? task.turns_attempted],
    ['Verified', task.build_passed === null ? null : task.build_passed ? 'yes' : 'no'],
    ['Queue position', task.queue_position],
    ['Error', task.error_message],
    ['What to do', task.error_classification?.remedy],
  ] as const;
  const lines = known
    .filter(([, value]) => value !== null && value !== undefined)
    .map(([name, value]) => `  ${`${name}:`.padEnd(15)} ${value ?? ''}`);
  const status = [task.status, taskWait(task, view.now) ?? []].flat().join(', ');
  return [
    `${view.paint('strong', task.task_id)}   ${status}`,
    ...lines,
    ...(task.report == null ? [] : ['  Report:', ...answerLines(task.report, '    ')]),
    ...sharedLines(repositories, view),
    nextLine(task, view),
  ].join('\n');
}

/** An earlier version of the API answers none. */
type MaybeNewer = Partial<Pick<TaskDetail, 'repositories' | 'change'>>;

const sharedLines = (repositories: MaybeNewer['repositories'], view: View): string[] =>
  repositories == null ? [] : ['  Repositories:', ...repositoryLines(repositories, '    ', view)];

/** `claude, claude-opus-4-5`; null where the defaults of the worker do the work. */
const agentOf = ({ agent, model }: TaskDetail): string | null =>
  agent === null && model === null ? null : [agent ?? 'default', ...(model === null ? [] : [model])].join(', ');

function nextLine({ task_id, completed_at }: TaskDetail, view: View): string {
  const cancel = completed_at === null ? ` · task cancel ${task_id}` : '';
  return view.paint('faint', `Next: bgagent task logs ${task_id} · task events ${task_id}${cancel}`);
}
