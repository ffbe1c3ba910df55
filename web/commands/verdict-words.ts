/** What is said of a command after it was sent. */
import type { CommandView } from '../../contracts/http/command.ts';
import type { FleetView } from '../../contracts/http/fleet.ts';
import { plainLine } from '../../core/text/plain-text.ts';
import { fleetWords } from '../words/status-words.ts';
import type { Asked } from './asked.ts';
import { nameOfCommand } from './question.ts';

export interface Said {
  readonly type: 'success' | 'info' | 'error';
  readonly header: string;
  readonly lines: readonly string[];
}

const isNow = ({ status }: Pick<FleetView, 'status'>): string => `The fleet is ${fleetWords[status].toLowerCase()} now.`;

/** @param verdict null: it took effect, but the verdict could not be read */
export function saidOfVerdict(asked: Asked, fleet: FleetView, verdict: CommandView['verdict']): Said {
  const name = nameOfCommand(asked);
  if (verdict?.result === 'refused') return saidOfRefusal(asked, verdict.message ?? 'The fleet refused the command.');
  if (verdict?.result === 'no_change') return { type: 'info', header: `${name}: nothing to change`, lines: [isNow(fleet)] };
  const left = verdict?.refused_targets ?? [];
  return {
    type: 'success',
    header: `${name}: done`,
    lines: [
      isNow(fleet),
      ...(verdict?.message == null ? [] : [plainLine(verdict.message)]),
      ...(left.length === 0 ? [] : [`Left as they are: ${left.map(plainLine).join(', ')}`]),
    ],
  };
}

/** @param done whether the first of two commands took effect */
export function saidOfRefusal(asked: Asked, message: string, done = false): Said {
  const [header, what] = done
    ? ['Retried, not continued', 'The new attempts wait until the fleet is continued.']
    : [`${nameOfCommand(asked)}: not done`, undefined];
  return { type: 'error', header, lines: [plainLine(message), ...(what === undefined ? [] : [what])] };
}
