/** The targets of a fleet, one line each, as its status shows them. */
import type { TargetView } from '../../../contracts/http/fleet.ts';
import { markOfStatus, statusWords, toneOfStatus } from '../../../core/picture/status-marks.ts';
import { plainLine } from '../../../core/text/plain-text.ts';
import { formatDuration } from '../../../core/text/duration.ts';
import { causeOf } from '../blocked.ts';
import { cutText } from '../cut-text.ts';
import { sentenceOf } from './failure-lines.ts';
import { askedBy, decisionText, targetWait } from '../waits.ts';
import { answerText } from '../report-text.ts';
import { pullRequestText } from '../repository-lines.ts';
import { ageOf, type View } from '../view.ts';

/** The order of the lines: targets that ask a person, then those in progress, then ended ones beginning with failures, then waiting ones. */
const order = [
  ...['RUNNING', 'AWAITING_INPUT', 'QUEUED'],
  ...['FAILED', 'LOST', 'BLOCKED', 'SUCCEEDED', 'CANCELLED', 'SKIPPED', 'PENDING'],
] as const satisfies TargetView['status'][];
const longestPath = 32;
/** A sentence is not cut shorter than this, even in a narrow terminal. */
const shortestSentence = 20;

/** An earlier version of the API answers no step. */
type MaybeStepped = Pick<TargetView, 'attempt' | 'status'> & Partial<Pick<TargetView, 'step'>>;

type MaybeShared = Omit<TargetView, Newer> & Partial<Pick<TargetView, Newer>>;
type Newer = 'repositories' | 'report';

interface Line {
  readonly target: TargetView;
  readonly text: string;
  /** A second line with the link when it does not fit into the first. Links are never cut, because a cut link does not work. */
  readonly below?: string;
}

/**
 * A line shows the status and its duration; then the last line of output (in a live view only), the forge that the target waits for, the
 * reason of a failure, and the link to the change.
 * @param rows the number of lines that fit: the second lines are left out first, then the last targets
 */
export function targetLines(targets: readonly TargetView[], rows: number, view: View): string[] {
  const rankOf = (target: TargetView): number => (personText(target) !== undefined ? -1 : order.indexOf(target.status));
  const sorted = targets.toSorted((one, other) => rankOf(one) - rankOf(other));
  const widths = [widest(sorted.map(nameOf)), widest(sorted.map((target) => stateOf(target, view)))] as const;
  const lines = sorted.map((target) => lineOf(target, widths, view));
  const whole = lines.flatMap(({ text, below }) => [text, ...(below === undefined ? [] : [below])]);
  if (whole.length <= rows) return whole;
  if (lines.length <= rows) return lines.map(({ text }) => text);
  const shown = Math.max(1, rows - 1);
  return [...lines.slice(0, shown).map(({ text }) => text), othersLine(lines.slice(shown))];
}

/** A target that has ended, as a line for logs: `✗ mail failed 4s: verifier "test" failed` */
export function endedLine(target: TargetView, view: View): string {
  const start = `${view.paint(toneOfStatus(target.status), markOfStatus(target.status))} ${nameOf(target)} ${stateOf(target, view)}`;
  const rest = [detailOf(target, view), linkOf(target) ?? ''].filter((text) => text !== '').join(' · ');
  return rest === '' ? start : `${start}: ${rest}`;
}

const widest = (texts: readonly string[]): number => Math.max(0, ...texts.map((text) => text.length));
const nameOf = ({ path }: TargetView): string => cutText(path, longestPath, 'start');

function lineOf(target: TargetView, [names, states]: readonly [number, number], view: View): Line {
  const rest = `${nameOf(target).padEnd(names)}  ${stateOf(target, view).padEnd(states)}`;
  const start = `  ${view.paint(toneOfStatus(target.status), markOfStatus(target.status))} ${rest}`;
  const room = view.columns - 4 - rest.length - 2;
  const detail = detailOf(target, view);
  const link = linkOf(target);
  const both = [detail, link ?? ''].filter((text) => text !== '').join(' · ');
  if (both === '') return { target, text: start.trimEnd() };
  if (link === undefined || both.length <= room) {
    return { target, text: `${start}  ${cutText(both, Math.max(shortestSentence, room))}` };
  }
  const said = detail === '' ? '' : `  ${cutText(detail, Math.max(shortestSentence, room))}`;
  return {
    target,
    text: `${start}${said}`.trimEnd(),
    below: `${' '.repeat(link.length <= room ? view.columns - room : 6)}${link}`,
  };
}

/** `running 12s`, `failed 4s (try 2)`, `asks since 3m` */
function stateOf(target: TargetView, view: View): string {
  const { status, started_at, duration_s } = target;
  if (askedBy(target) !== undefined) return `asks since ${ageOf(target.waiting?.since ?? null, view.now)}`;
  if (decisionText(target) !== undefined) return `waits since ${ageOf(target.waiting?.since ?? null, view.now)}`;
  const runs = status === 'RUNNING' || status === 'AWAITING_INPUT';
  const time = duration_s !== null ? formatDuration(duration_s * 1_000) : runs ? ageOf(started_at, view.now) : '';
  return [statusWords[status], ...(time === '' ? [] : [time]), ...placeOf(target)].join(' ');
}

/** The number of a further attempt; of a fleet with steps, where that says little, the step. */
function placeOf({ attempt, step, status }: MaybeStepped): string[] {
  if (step != null) return status === 'SUCCEEDED' ? [] : [`(${step})`];
  return attempt > 1 ? [`(try ${attempt})`] : [];
}

function detailOf(target: TargetView, view: View): string {
  return personText(target) ?? statusText(target, view);
}

/** What the target asks of a person, or the gate at which it waits for one. */
const personText = (target: TargetView): string | undefined => askedBy(target) ?? decisionText(target)?.replace(/^waits /, '');

function statusText(target: TargetView, view: View): string {
  switch (target.status) {
    case 'RUNNING':
      return view.live === true ? plainLine(target.last_line ?? '') : '';
    case 'FAILED':
    case 'LOST':
      return plainLine(sentenceOf(target));
    case 'BLOCKED':
      return target.blocked_by === null ? '' : causeOf(target.blocked_by);
    case 'SUCCEEDED':
      return doneText(target);
    case 'QUEUED':
      return targetWait(target, view.now);
    case 'AWAITING_INPUT':
    case 'PENDING':
    case 'CANCELLED':
    case 'SKIPPED':
      return '';
  }
}

/** Its answer, where it was asked for a report. */
const doneText = ({ outcome, report }: MaybeShared): string =>
  report == null ? (outcome === 'no_changes' ? 'no changes' : '') : answerText(report);

/** The pull request, else the branch if it was pushed. A change that a verifier refused is pushed too. */
function linkOf(target: MaybeShared): string | undefined {
  const { status, outcome, failure, pr_url, branch, repositories } = target;
  const pushed =
    (status === 'SUCCEEDED' && outcome !== 'no_changes') || (status === 'FAILED' && failure?.class === 'verification');
  return pr_url === null ? (pushed ? (branch ?? undefined) : undefined) : pullRequestText(pr_url, repositories);
}

function othersLine(others: readonly Line[]): string {
  const kinds = Map.groupBy(others, ({ target }) => statusWords[target.status]);
  return `    and ${others.length} more: ${[...kinds].map(([word, { length }]) => `${length} ${word}`).join(', ')}`;
}
