/**
 * Mentions targets in sentences. A turn knows a target by its ordinal only; its path is in the target's item, which a turn does not
 * read. So the turn writes `#3` and lists 3, and the caller puts the path in before the ledger is written: then reason, log entry
 * and event have the same sentence, and keep it.
 * Invariant: only sentences of the failure policy, and those about blocked targets, mention targets; no other part of such a sentence
 * holds a `#`.
 * A sentence is kept in up to four places of the ledger, so a long path is shown by its end.
 * Example: "Failed: #3." with {3: 'team/api'} → "Failed: team/api."
 */
import { isBreach } from '../failure-policy.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { LogAction } from '../ledger/log-entry.ts';
import { shortenPath } from '../text/shorten-path.ts';
import type { Turn } from './turn.ts';

/** A target as it stands in a sentence until its path is put in. */
export function mention({ mentioned }: Turn, ordinal: number): string {
  mentioned.add(ordinal);
  return `#${ordinal}`;
}

const mentioning: ReadonlySet<LogAction> = new Set<LogAction>(['breached', 'blocked']);

/** The ledger with paths in place of mentions, as far as there are paths. */
export function withPaths(ledger: Ledger, paths: ReadonlyMap<number, string>): Ledger {
  // A number before `…` may have been cut.
  const fill = (text: string): string =>
    text.replaceAll(/#(\d+)(?![\d…])/g, (found, ordinal) => shortenPath(paths.get(Number(ordinal)) ?? found));
  const { reason } = ledger;
  return {
    ...ledger,
    reason: reason && isBreach(reason.code) ? { ...reason, message: fill(reason.message) } : reason,
    owedLog: ledger.owedLog.map((entry) => (mentioning.has(entry.action) ? { ...entry, reason: fill(entry.reason) } : entry)),
    owedEvents: ledger.owedEvents.map((event) => {
      const shown = event.detail.reason;
      if (!shown || !isBreach(shown.code)) return event;
      return { ...event, detail: { ...event.detail, reason: { ...shown, message: fill(shown.message) } } };
    }),
  };
}
