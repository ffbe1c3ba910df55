/** The command line that does the same as a button. */
import type { FleetView } from '../../contracts/http/fleet.ts';
import { quoteWords } from '../../core/text/quote-words.ts';
import type { Asked, AskedOf, OfReview } from './asked.ts';
import type { Confirmed } from './body-of.ts';
import type { Given } from './given.ts';

/** The second command of two is given only after the first has succeeded. */
export const sameOnCli = ({ fleet_id }: Pick<FleetView, 'fleet_id'>, asked: Confirmed, given: Given): string =>
  callsOf(asked, given)
    .map(([command, ...words]) => quoteWords(['bgagent', 'fleet', command, fleet_id, ...words, ...flag('reason', given.reason)]))
    .join(' && ');

type Call = readonly [command: string, ...words: readonly string[]];

function callsOf(asked: Confirmed, given: Given): readonly Call[] {
  if (asked.kind === 'skip-remaining') return [['continue', '--skip-remaining']];
  if (asked.kind === 'retry') return [retryCall(asked, given)];
  if (asked.kind === 'retry-and-continue') return [retryCall(asked, given), ['continue']];
  if (asked.kind === 'answer') return [['answer', textOr(given.text), '--target', asked.target]];
  const text = asked.kind === 'steer' ? [textOr(given.text)] : [];
  return [[asked.kind.replace('-targets', ''), ...text, ...named(asked), ...passOver(asked)]];
}

const passOver = (asked: Asked): string[] => ('passOver' in asked && asked.passOver ? ['--pass-over'] : []);

const flag = (name: string, text: string): string[] => (text.trim() === '' ? [] : [`--${name}`, text.trim()]);
const textOr = (text: string): string => (text.trim() === '' ? 'TEXT' : text.trim());

/** The paths of the first targets: a line with thousands is of no use. */
const mostTargets = 20;
function targetFlags(targets: readonly string[] | undefined): string[] {
  if (targets === undefined) return [];
  const more = targets.length > mostTargets ? ['--target', '…'] : [];
  return [...targets.slice(0, mostTargets).flatMap((path) => ['--target', path]), ...more];
}

const named = ({ targets, changeGroup }: Partial<OfReview & { kind: string }>): string[] => [
  ...targetFlags(targets),
  ...(changeGroup === undefined ? [] : ['--change-group', changeGroup.hash.slice(0, 12)]),
];

const retryCall = ({ targets, failureGroup, only }: AskedOf<'retry' | 'retry-and-continue'>, given: Given): Call => [
  'retry',
  ...targetFlags(targets),
  ...(failureGroup === undefined ? [] : ['--failure-group', failureGroup.signature]),
  ...flag('only', only ?? ''),
  ...flag('from-step', given.from_step),
  ...flag('hint', given.hint),
  ...flag('task', given.task_description),
  ...flag('agent', given.agent),
  ...flag('model', given.model),
  ...flag('max-turns', given.max_turns),
  ...flag('budget', given.budget_usd),
];
