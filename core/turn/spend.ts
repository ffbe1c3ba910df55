/**
 * Keeps the launches of a fleet within its budget (semantics 9). What an attempt may cost is fixed at its launch, with its slot, so that an
 * edit of the budget changes nothing for attempts that run.
 * Invariant: no launch commits more than `fleetUsd`; the first one that would pauses the fleet, whatever still runs.
 * Example: limit 12, 5 an attempt, five targets → two are launched, and the fleet is PAUSING, reason `budget`.
 */
import { judgeLaunch, sumUsd, type Spending } from '../budget.ts';
import { holdsSlot } from '../fleet.ts';
import type { Ledger, Slot, Words } from '../ledger/ledger.ts';
import { at } from '../ledger/ordinals.ts';
import { reservesOf } from '../ledger/reserves.ts';
import { stepOf } from '../ledger/step-of.ts';
import { dollars } from '../text/dollars.ts';
import { plural } from '../text/plural.ts';
import { pauseFleet } from './pause.ts';
import { noteFleet, policy, type Turn } from './turn.ts';

type OfNext = Pick<Ledger, 'settings' | 'atSteps' | 'publishing' | 'heals' | 'words'>;

/** The part of a new slot that says what its attempt may cost: nothing for work without an agent. */
export function limitOfNext(ledger: OfNext, ordinal: number): Pick<Slot, 'budgetUsd'> {
  const step = stepOf(ledger, ordinal);
  const { budget, heal } = ledger.settings;
  if (!step.usesAgent) return {};
  const isHeal = at(ledger.heals, ordinal) > 0;
  const budgetUsd = isHeal
    ? (budget?.healUsd ?? heal?.maxUsd)
    : (wordsOf(ledger, ordinal)?.budgetUsd ?? step.budgetUsd ?? budget?.targetUsd);
  return budgetUsd === undefined ? {} : { budgetUsd };
}

const wordsOf = ({ words }: OfNext, ordinal: number): Words | undefined => words.find(({ targets }) => targets.has(ordinal));

/** Whether the budget allows one more launch. Where it does not, the fleet is paused. */
export function affordsNext(turn: Turn, ordinal: number): boolean {
  const { draft } = turn;
  const { budget } = draft.settings;
  if (budget?.fleetUsd == null) return true;
  const spending = spendingOf(draft);
  const nextUsd = limitOfNext(draft, ordinal).budgetUsd ?? 0;
  const { allowed, committedUsd } = judgeLaunch(budget, spending, nextUsd);
  if (allowed) return true;
  const message = sentenceOf(draft, { limitUsd: budget.fleetUsd, targetUsd: budget.targetUsd, nextUsd, committedUsd, spending });
  pauseFleet(turn, { code: 'budget', message, actor: policy });
  noteFleet(turn, { actor: policy, action: 'paused', reason: message });
  return false;
}

/** Work without an agent costs nothing that is not known. */
function spendingOf(ledger: Ledger): Spending {
  const { knownUsd, unknownCount } = ledger.cost;
  return { knownUsd, unknownCount: ledger.settings.usesAgent ? unknownCount : 0, reservedUsd: reservesOf(ledger) };
}

interface Numbers {
  readonly limitUsd: number;
  readonly targetUsd: number;
  readonly nextUsd: number;
  readonly committedUsd: number;
  readonly spending: Spending;
}

function sentenceOf(ledger: Ledger, { limitUsd, targetUsd, nextUsd, committedUsd, spending }: Numbers): string {
  const { knownUsd, unknownCount, reservedUsd } = spending;
  const running = ledger.statuses.filter(holdsSlot).length;
  const parts = [
    `${dollars(sumUsd([knownUsd]))} known to be spent`,
    ...(unknownCount === 0 ? [] : [`${plural(unknownCount, 'attempt')} of unknown cost at ${dollars(targetUsd)} each`]),
    ...(running === 0
      ? []
      : [`${dollars(sumUsd(reservedUsd))} reserved for ${plural(running, 'attempt')} that may still spend it`]),
    `${dollars(nextUsd)} for the next attempt`,
  ];
  const helps = `Raise the budget (bgagent fleet edit ${ledger.fleetId} --budget USD), then continue the fleet.`;
  return `The budget does not allow the next launch: ${parts.join(' + ')} = ${dollars(committedUsd)}, limit ${dollars(limitUsd)}. ${helps}`;
}
