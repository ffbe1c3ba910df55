/**
 * Other words of a person, for each attempt that got them: the target keeps them with the first one, and its heals, its automatic retries and
 * the attempts that go on after an answer have them too.
 */
import { pausingCause } from '../../../../core/failure.ts';
import type { TargetRecord } from '../../../../contracts/fleet-records.ts';
import type { AttemptView } from '../../../../contracts/http/fleet.ts';
import { retryWords, type RetryWords } from '../../../../contracts/steps.ts';

type Seen = Pick<AttemptView, 'attempt' | 'trigger' | 'failure'>;

/** @param attempts in the order of their numbers */
export function wordsOfAttempts({ words }: TargetRecord, attempts: readonly Seen[]): ReadonlyMap<number, RetryWords> {
  const found = new Map<number, RetryWords>();
  if (words === undefined) return found;
  let current: RetryWords | undefined;
  for (const [place, seen] of attempts.entries()) {
    const own = words[String(seen.attempt)];
    // Without the command, which callers are told of nowhere else.
    current = own ? retryWords.parse(own) : goesOn(seen, attempts[place - 1]) ? current : undefined;
    if (current) found.set(seen.attempt, current);
  }
  return found;
}

const repeating: readonly AttemptView['trigger'][] = ['heal', 'auto_retry', 'answer'];

/** An attempt that was given back because credentials were refused, or the budget of the day was used up, is made again as it was. */
const goesOn = ({ trigger }: Seen, before: Seen | undefined): boolean =>
  repeating.includes(trigger) || (trigger === 'retry' && pausingCause(before?.failure ?? null) !== undefined);
