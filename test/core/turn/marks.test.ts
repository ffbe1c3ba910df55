import { draftOf } from '../../../core/ledger/draft.ts';
import { owedMarks, type OwedMark } from '../../../core/ledger/ledger.ts';
import { clearMark, owe, oweInstead } from '../../../core/turn/marks.ts';
import { fleetOf } from '../fleet-world.ts';

const byRank = [['none'], ['wake'], ['child', 'child-in-run'], ['cancel', 'close', 'cancel-overdue', 'cancel-failed']] as const;
const rankOf = (mark: OwedMark): number => byRank.findIndex((marks) => marks.some((each) => each === mark));
const debts = owedMarks.filter((mark) => mark !== 'none');
const pairs = owedMarks.flatMap((before) => debts.map((mark) => ({ before, mark })));

/** A draft whose second target, of three, has this mark. */
function draftWith(mark: OwedMark) {
  const draft = draftOf(fleetOf(3));
  if (mark !== 'none') oweInstead(draft, 1, mark);
  return draft;
}

test.each(pairs)('$mark comes in place of $before only if it outranks it, or instead of it', ({ before, mark }) => {
  const draft = draftWith(before);
  owe(draft, 1, mark);
  expect(draft.owed).toEqual(['none', rankOf(mark) > rankOf(before) ? mark : before, 'none']);
  oweInstead(draft, 1, mark);
  expect(draft.owed).toEqual(['none', mark, 'none']);
});

test('a mark is cleared for one target, and the ledger that the draft came from stays as it was', () => {
  const ledger = fleetOf(2);
  const draft = draftOf(ledger);
  owe(draft, 0, 'child');
  owe(draft, 1, 'wake');
  clearMark(draft, 0);
  expect(draft.owed).toEqual(['none', 'wake']);
  expect(ledger.owed).toEqual(['none', 'none']);
});
