/** Whether a ledger owes an effect. */
import type { Ledger } from './ledger.ts';

export const owesAnything = (ledger: Ledger): boolean =>
  ledger.startOwed ||
  ledger.releaseOwed ||
  ledger.owedEvents.length > 0 ||
  ledger.owedLog.length > 0 ||
  ledger.verdicts.some((verdict) => verdict.owed) ||
  ledger.owed.some((mark) => mark !== 'none') ||
  ledger.firstUnpublished.some((from) => from !== 0);
