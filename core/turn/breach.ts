/**
 * Judges the failure policy in the turn that records a result, before anything is launched in it (semantics 4), and keeps the
 * numbers current in the reason of a paused fleet.
 * Example: 4 of 12 finished, one failed, limit 20 % → PAUSING, "failure threshold: 25.0 % of finished (1/4), 8.3 % of total
 * (1/12), limit 20 %. Failed: gateway."
 */
import { isBreach, judgeFailures, type Breach, type FailurePolicy, type Tally } from '../failure-policy.ts';
import { isPaused, type Reason } from '../fleet.ts';
import { beginAbort, pauseFleet } from './pause.ts';
import { plural } from '../text/plural.ts';
import { failedGroups, failedOrdinals, percent, tallyOf } from '../ledger/tally.ts';
import { mention } from './mentioned-targets.ts';
import { noteFleet, oweEvent, policy as actor, type Turn } from './turn.ts';

export function judgePolicy(turn: Turn): void {
  const { draft } = turn;
  const { acknowledgedFailures: acknowledged, earlyEndings: early } = draft;
  const { policy } = draft.settings;
  if (policy === null || !(draft.status === 'RUNNING' || isPaused(draft.status))) return;
  const tally = tallyOf(draft);
  const anew = judgeFailures(policy, tally, { acknowledged, early });
  const breach = anew ?? standingBreach(draft);
  if (breach === null) return;
  const numbers = numbersOf(breach, policy, tally);
  // The reason says this already. Its names change only together with its numbers.
  if (draft.reason?.code === breach && draft.reason.message.startsWith(`${numbers}.`)) return;
  const message = `${numbers}. ${failedSentence(turn, policy)}`;
  // A breach that only stands aborts nothing: the policy may have been edited to abort since.
  act(turn, { breach, policy: anew === null ? { ...policy, action: 'pause' } : policy, message });
}

/** The breach for which the fleet is paused. Its numbers are kept current even if nothing is breached anew. */
function standingBreach({ status, reason }: Turn['draft']): Breach | null {
  return isPaused(status) && reason && isBreach(reason.code) ? reason.code : null;
}

interface Found {
  readonly breach: Breach;
  readonly policy: FailurePolicy;
  readonly message: string;
}

function act(turn: Turn, { breach, policy, message }: Found): void {
  const { draft } = turn;
  const isNews = standingBreach(draft) === null || policy.action === 'abort';
  const reason = { code: breach, message, actor };
  if (breach === 'uniform_failure') draft.earlyEndings = { ...draft.earlyEndings, reported: true };
  if (isNews) noteFleet(turn, { actor, action: 'breached', reason: message, ordinals: failedOrdinals(draft, policy) });
  if (policy.action === 'abort') abort(turn, reason);
  else if (isPaused(draft.status)) draft.reason = { since: turn.now, ...draft.reason, ...reason };
  else pauseFleet(turn, reason);
  if (isNews) oweEvent(turn, 'Fleet Breached');
}

function abort(turn: Turn, reason: Omit<Reason, 'since'>): void {
  const skipped = beginAbort(turn, reason);
  const sentence = `Aborted by the failure policy: ${plural(skipped.length, 'waiting target')} will not run, running tasks go on to their end.`;
  noteFleet(turn, { actor, action: 'aborted', reason: sentence, ordinals: skipped });
}

function numbersOf(breach: Breach, policy: FailurePolicy, { failed, finished, total }: Tally): string {
  const unit = policy.unit === 'group' ? ' groups' : '';
  const share = (whole: number): string => `${percent(failed, whole).toFixed(1)} %`;
  const shares = `${share(finished)} of finished${unit} (${failed}/${finished}), ${share(total)} of total${unit} (${failed}/${total})`;
  const excluded = policy.excludeClasses.length === 0 ? '' : `, not counting ${policy.excludeClasses.join(', ')}`;
  if (breach === 'threshold') return `failure threshold: ${shares}, ${limitOf(policy)}${excluded}`;
  return `uniform failure: the first ${policy.uniformEarlyFailure} that finished all failed alike; ${shares}${excluded}`;
}

function limitOf({ thresholdPercent, thresholdCount }: FailurePolicy): string {
  const limits = [
    ...(thresholdPercent === null ? [] : [`${thresholdPercent} %`]),
    ...(thresholdCount === null ? [] : [plural(thresholdCount, 'failure')]),
  ];
  return `limit ${limits.join(' or ')}`;
}

/** Number of targets or groups that a sentence names. */
const named = 10;

function failedSentence(turn: Turn, policy: FailurePolicy): string {
  const failed = policy.unit === 'group' ? failedGroups(turn.draft, policy) : failedOrdinals(turn.draft, policy);
  const names = failed.slice(0, named).map((each) => (typeof each === 'string' ? each : mention(turn, each)));
  const more = failed.length - names.length;
  if (names.length === 0) return 'None of the failed ones is left.';
  return `Failed: ${names.join(', ')}${more > 0 ? ` and ${more} more` : ''}.`;
}
