/**
 * Blocks the targets that cannot run any more, because a dependency ended without success (semantics 7). It is decided once in a turn, after
 * all commands and facts, so that nothing waits for what will never come.
 * Invariant: after it no PENDING target has a required dependency that ended without success.
 * Example: lib FAILED, app and shop depend on it → both BLOCKED, "Blocked 2 targets: dependency 'lib' failed."
 */
import { endWords, isTerminalFleet } from '../fleet.ts';
import { blockedIn } from '../graph/readiness.ts';
import { at } from '../ledger/ordinals.ts';
import { plural } from '../text/plural.ts';
import { mention } from './mentioned-targets.ts';
import { endTargets } from './pause.ts';
import { noteFleet, system, type Turn } from './turn.ts';

export function blockDependents(turn: Turn): void {
  const { draft } = turn;
  if (draft.graph === null || isTerminalFleet(draft.status)) return;
  const causes = [...blockedIn(draft.graph, draft.statuses)];
  const caused = causes.filter(([ordinal]) => draft.statuses[ordinal] === 'PENDING').sort(([a], [b]) => a - b);
  if (caused.length === 0) return;
  const ordinals = caused.map(([ordinal]) => ordinal);
  endTargets(draft, ordinals, 'BLOCKED');
  const reasons = [...new Set(caused.map(([, cause]) => cause))];
  noteFleet(turn, { actor: system, action: 'blocked', reason: sentenceOf(turn, ordinals.length, reasons), ordinals });
}

/** Number of dependencies that a sentence names. */
const named = 10;

function sentenceOf(turn: Turn, count: number, causes: readonly number[]): string {
  const first = causes.slice(0, named).map((ordinal) => {
    const status = at(turn.draft.statuses, ordinal);
    return `'${mention(turn, ordinal)}' ${endWords[status]}`;
  });
  const more = causes.length > named ? ` and ${causes.length - named} more did not succeed` : '';
  return `Blocked ${plural(count, 'target')}: dependency ${first.join(', ')}${more}.`;
}
