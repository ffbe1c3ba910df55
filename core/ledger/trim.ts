/**
 * What a ledger that is too large for its item may lose, in this order. It is detail only: never a status, an attempt, a mark, a slot,
 * a setting, an owed event, a decision, or the result of a command.
 */
import type { Ledger } from './ledger.ts';
import { withoutTargets, withShortText } from './owed-log.ts';

export const trims: readonly ((ledger: Ledger) => Ledger)[] = [
  (ledger) => ({ ...ledger, owedLog: ledger.owedLog.map(withoutTargets) }),
  (ledger) => ({ ...ledger, owedLog: ledger.owedLog.map(withShortText) }),
  // The items of the commands have these.
  (ledger) => ({
    ...ledger,
    verdicts: ledger.verdicts.map((verdict) => (verdict.owed ? verdict : { ...verdict, message: null })),
  }),
];
