/**
 * The table of commands: which one fits which status (semantics 5). A command is judged by it when it is applied, never before.
 * Example: pause of a PAUSED fleet → no change; continue of a RUNNING one → refused, unless it skips what remains.
 */
import { type Command, commandKinds } from '../command.ts';
import type { FleetStatus } from '../fleet.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { retryable } from './retry.ts';

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
});
const waiting = { ...all('ok'), pause: 'no change' } as const;
const ended = { ...all('refused'), retry: 'ok' } as const;

const rules: Readonly<Record<FleetStatus, Readonly<Record<Asked, Rule>>>> = {
  PENDING: { ...all('ok'), retry: 'refused' },
  RUNNING: { ...all('ok'), continue: 'refused' },
  PAUSING: waiting,
  PAUSED: waiting,
  ABORTING: { ...all('refused'), abort: 'no change', cancel: 'ok' },
  CANCELLING: { ...all('refused'), cancel: 'no change' },
  SUCCEEDED: all('refused'),
  PARTIAL: ended,
  FAILED: ended,
  ABORTED: ended,
  CANCELLED: ended,
};

const askedOf = (command: Command): Asked =>
  command.kind === 'continue' && command.skipRemaining ? 'continue and skip' : command.kind;

export const ruleFor = (status: FleetStatus, command: Command): Rule => rules[status][askedOf(command)];

/** The commands that would change something now. */
export function possibleActions(ledger: Ledger): Command['kind'][] {
  return commandKinds.filter((kind) => {
    if (rules[ledger.status][kind] !== 'ok') return false;
    return kind !== 'retry' || ledger.statuses.some((_, ordinal) => retryable(ledger, ordinal));
  });
}
