/**
 * The table of commands: which one fits which status (semantics 5). A command is judged by it when it is applied, never before.
 * Example: pause of a PAUSED fleet → no change; continue of a RUNNING one → refused, unless it skips what remains.
 */
import { type Command, commandKinds } from '../command.ts';
import type { FleetStatus } from '../fleet.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { retryable, unblockable } from './retry.ts';
import { isTargetCommand, whyUnfit } from './single-targets.ts';

type Rule = 'ok' | 'no change' | 'refused';
type Asked = Command['kind'] | 'continue and skip';

const all = (rule: Rule): Record<Asked, Rule> => ({
  pause: rule,
  continue: rule,
  'continue and skip': rule,
  abort: rule,
  cancel: rule,
  retry: rule,
  edit: rule,
  cancel_targets: rule,
  skip_targets: rule,
  fail_targets: rule,
  answer: rule,
  approve: rule,
  reject: rule,
  steer: rule,
});
const waiting = { ...all('ok'), pause: 'no change' } as const;
const ended = { ...all('refused'), retry: 'ok' } as const;

const rules: Readonly<Record<FleetStatus, Readonly<Record<Asked, Rule>>>> = {
  PENDING: { ...all('ok'), retry: 'refused' },
  RUNNING: { ...all('ok'), continue: 'refused' },
  PAUSING: waiting,
  PAUSED: waiting,
  ABORTING: { ...all('refused'), abort: 'no change', cancel: 'ok', cancel_targets: 'ok', fail_targets: 'ok' },
  CANCELLING: { ...all('refused'), cancel: 'no change' },
  SUCCEEDED: all('refused'),
  PARTIAL: ended,
  FAILED: ended,
  ABORTED: ended,
  CANCELLED: ended,
};

/** The commands in sentences. */
export const commandWords: Readonly<Record<Command['kind'], string>> = {
  ...{ pause: 'pause', continue: 'continue', abort: 'abort', cancel: 'cancel', retry: 'retry', edit: 'edit' },
  ...{
    cancel_targets: 'cancel targets',
    skip_targets: 'skip targets',
    fail_targets: 'fail targets',
    answer: 'answer',
    approve: 'approve targets',
    reject: 'reject targets',
    steer: 'steer targets',
  },
};

const askedOf = (command: Command): Asked =>
  command.kind === 'continue' && command.skipRemaining ? 'continue and skip' : command.kind;

export const ruleFor = (status: FleetStatus, command: Command): Rule => rules[status][askedOf(command)];

/** The commands that would change something now. */
export function possibleActions(ledger: Ledger): Command['kind'][] {
  return commandKinds.filter((kind) => rules[ledger.status][kind] === 'ok' && wouldChange(ledger, kind));
}

/** Whether a continue that skips what remains would change something now. */
export const maySkipRemaining = ({ status, statuses }: Ledger): boolean =>
  rules[status]['continue and skip'] === 'ok' && statuses.includes('PENDING');

const waitsForReview = ({ gates, publishing }: Ledger): boolean => [...gates.keys()].some((ordinal) => publishing.has(ordinal));

const usesAnyAgent = ({ settings: { steps, usesAgent } }: Ledger): boolean =>
  steps.length === 0 ? usesAgent : steps.some((step) => step.usesAgent);

function wouldChange(ledger: Ledger, kind: Command['kind']): boolean {
  if (kind === 'answer') return ledger.waiting.size > 0;
  if (kind === 'continue') return ledger.reason?.code !== 'review';
  if (kind === 'approve') return ledger.gates.size > 0;
  if (kind === 'reject') return waitsForReview(ledger);
  if (kind === 'steer') return waitsForReview(ledger) && usesAnyAgent(ledger);
  if (kind === 'retry') return ledger.statuses.some((_, ordinal) => retryable(ledger, ordinal)) || unblockable(ledger).length > 0;
  return !isTargetCommand(kind) || ledger.statuses.some((_, ordinal) => whyUnfit(ledger, ordinal, kind) === undefined);
}
