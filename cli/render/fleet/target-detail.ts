/** One target with its steps and all its attempts, as `fleet targets --target` prints it. */
import type { AttemptView, TargetView } from '../../../contracts/http/fleet.ts';
import type { RetryWords } from '../../../contracts/steps.ts';
import { markOfStatus, statusWords, toneOfStatus } from '../../../core/picture/status-marks.ts';
import { stepTitle } from '../../../core/steps/step-words.ts';
import { formatDuration } from '../../../core/text/duration.ts';
import { plainLine, plainText } from '../../../core/text/plain-text.ts';
import { plural } from '../../../core/text/plural.ts';
import { changeText } from '../change-text.ts';
import { answerLines } from '../report-text.ts';
import { repositoryLines } from '../repository-lines.ts';
import { ageOf, type View } from '../view.ts';
import { askedBy, decisionText } from '../waits.ts';
import { usdText } from './counts.ts';
import { batchText } from './steps/batch-text.ts';
import { stepBar } from './steps/step-bar.ts';

/** An earlier version of the API answers no steps. */
type MaybeAnswered = Omit<AttemptView, 'answer' | 'steering'> & Partial<Pick<AttemptView, 'answer' | 'steering'>>;
type Newer = 'steps' | 'heal_context' | 'repos' | 'repositories' | 'change' | 'report';
type MaybeStepped = Omit<TargetView, Newer> & Partial<Pick<TargetView, Newer>>;

export function renderTarget(target: MaybeStepped, view: View): string {
  const {
    path,
    status,
    repo,
    repos,
    branch,
    pr_url,
    cost_usd,
    attempts,
    change,
    steps = [],
    heal_context: context,
    report,
  } = target;
  const healed = steps.filter((step) => step.healed).map(({ name }) => stepTitle(name));
  const known = [
    ['Repository', repos == null ? repo : null],
    ['Branch', branch],
    ['Pull request', repos == null ? pr_url : null],
    ['Change', change == null ? null : changeText(change)],
    ['Cost', cost_usd === null ? null : usdText(cost_usd)],
    ['Waits', waitText(target, view)],
    ['Question', target.waiting?.for === 'question' ? inColumn(target.waiting.question ?? '') : null],
    ['Failure', target.failure ? inColumn(target.failure.message) : null],
    ['Needed a heal', healed.length === 0 ? null : healed.join(', ')],
  ] as const;
  return [
    [view.paint('strong', path), view.paint(toneOfStatus(status), status)].join('   '),
    ...(steps.length === 0 ? [] : stepBar({ ...target, steps }, '  ', view)),
    ...known.flatMap(([name, value]) => (value === null ? [] : [`  ${`${name}:`.padEnd(14)} ${value}`])),
    ...(report == null ? [] : ['  Report:', ...answerLines(report, '    ')]),
    ...(repos == null ? [] : ['  Repositories:', ...sharedLines(target, repos, view)]),
    ...(attempts.length === 0 ? ['  No attempt has begun.'] : ['  Attempts:', ...attemptLines(attempts, view)]),
    ...(context == null ? [] : ['  What the next attempt is told of this failure:', ...indented(context, '    ')]),
  ].join('\n');
}

/** Until something is known of them, the folders in which they are worked on. */
function sharedLines({ repositories }: MaybeStepped, repos: NonNullable<TargetView['repos']>, view: View): string[] {
  if (repositories != null) return repositoryLines(repositories, '    ', view);
  const width = Math.max(...repos.map(({ repo }) => repo.length));
  return repos.map(({ repo, folder }) => `      ${repo.padEnd(width)}  in ${folder}/`);
}

/** A text of several lines beside its name. */
const inColumn = (text: string): string =>
  plainText(text)
    .trim()
    .replaceAll('\n', `\n${' '.repeat(17)}`);

function waitText(target: MaybeStepped, view: View): string | null {
  const since = ageOf(target.waiting?.since ?? null, view.now);
  if (askedBy(target) !== undefined) return `for an answer, since ${since}`;
  const gate = decisionText(target);
  return gate === undefined ? null : `${gate.replace(/^waits /, '')}, since ${since}`;
}

function attemptLines(attempts: readonly AttemptView[], view: View): string[] {
  const cells = attempts.map((one) => [
    ...[String(one.attempt), one.trigger.replace('_', ' '), one.step ?? ''],
    ...[`${endOf(one)} ${timeOf(one, view)}`.trimEnd(), one.cost_usd === null ? '' : usdText(one.cost_usd), workerOf(one)],
  ]);
  const widths = [0, 1, 2, 3, 4, 5].map((at) => Math.max(...cells.map((row) => (row[at] ?? '').length)));
  return attempts.flatMap((one, at) => {
    const row = (cells[at] ?? []).flatMap((cell, column) => (widths[column] === 0 ? [] : [cell.padEnd(widths[column] ?? 0)]));
    const status = hasAsked(one) ? 'AWAITING_INPUT' : one.status;
    const mark = view.paint(toneOfStatus(status), markOfStatus(status));
    return [`    ${mark} ${row.join('  ')}`.trimEnd(), ...below(one).map((line) => `        ${line}`)];
  });
}

/** Its task was completed, and its work was not done. */
const hasAsked = ({ question, status }: AttemptView): boolean => question != null && status === 'SUCCEEDED';

const endOf = (one: AttemptView): string => (hasAsked(one) ? 'asked' : statusWords[one.status]);

/** Example: `claude (opus), 4 turns`. */
function workerOf({ agent, model, turns }: AttemptView): string {
  if (agent === null) return '';
  const name = model === null ? agent : `${agent} (${model})`;
  return plainLine(turns === null ? name : `${name}, ${plural(turns, 'turn')}`);
}

const timeOf = ({ duration_s, started_at, status }: AttemptView, view: View): string =>
  duration_s !== null ? formatDuration(duration_s * 1_000) : status === 'RUNNING' ? ageOf(started_at, view.now) : '';

/** What is known of an attempt besides its row: the batch, the words that it got, what it asked, and why it failed. */
function below({ batch, words, failure, outcome, question, answer, steering }: MaybeAnswered): string[] {
  return [
    ...(batch ? [batchText(batch)] : []),
    ...(outcome === 'step_skipped' ? ['skipped: nothing was to be done'] : []),
    ...(steering == null ? [] : [`Steered: ${firstLine(steering)}`]),
    ...(words ? wordLines(words) : []),
    ...(question == null ? [] : [`Asked: ${firstLine(question)}`]),
    ...(answer == null ? [] : [`Answered: ${firstLine(answer)}`]),
    ...(failure === null ? [] : [firstLine(failure.message)]),
  ];
}

const firstLine = (text: string): string => plainLine(text.trimStart().split('\n')[0] ?? '');

/** Example: `Hint: The tests need Redis.` */
function wordLines(words: RetryWords): string[] {
  const { hint, task_description: task, agent, model, max_turns: turns, budget_usd: usd, resume } = words;
  const others = [
    ...(agent === null ? [] : [`agent ${agent}`]),
    ...(model === null ? [] : [`model ${model}`]),
    ...(turns === null ? [] : [`${turns} turns`]),
    ...(usd === null ? [] : [`budget ${usdText(usd)}`]),
    ...(resume ? ['in the session of the attempt before'] : []),
  ];
  return [
    ...(hint === null ? [] : [`Hint: ${plainLine(hint)}`]),
    ...(task === null ? [] : [`Task: ${plainLine(task)}`]),
    ...(others.length === 0 ? [] : [`With: ${plainLine(others.join(', '))}`]),
  ];
}

const indented = (text: string, indent: string): string[] =>
  plainText(text)
    .trimEnd()
    .split('\n')
    .map((line) => `${indent}${line}`.trimEnd());
