/**
 * The waits of a fleet that end only when a person does something: the reason of a pause, reviews, gates, questions.
 * Example: PAUSED with reason `canary`, 8 PENDING → one wait for `canary` of 8 targets, with `bgagent fleet continue ID`.
 */
import { sumUsd } from '../budget.ts';
import { isPaused, type ReasonCode } from '../fleet.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { at, ordinalsWhere } from '../ledger/ordinals.ts';
import { reservesOf } from '../ledger/reserves.ts';
import { stepOf } from '../ledger/step-of.ts';
import { plural } from '../text/plural.ts';
import { gateAt } from '../turn/step-gates.ts';
import type { FleetWait } from './diagnosis.ts';

export function waitsForPerson(ledger: Ledger): FleetWait[] {
  return [...reasonWait(ledger), ...reviewWait(ledger), ...gateWaits(ledger), ...questionWait(ledger)];
}

type Help = (id: string) => readonly string[];
const goOn: Help = (id) => [`bgagent fleet continue ${id}`];
const tryAgain: Help = (id) => [`bgagent fleet retry ${id}`, ...goOn(id)];

/** Reviews, gates and questions are waits of their own, with their targets. */
const byReason: Readonly<Partial<Record<ReasonCode, { readonly for: FleetWait['for']; readonly help: Help }>>> = {
  user: { for: 'person', help: goOn },
  canary: { for: 'canary', help: goOn },
  approval_required: { for: 'approval', help: goOn },
  threshold: { for: 'failures', help: tryAgain },
  uniform_failure: { for: 'failures', help: tryAgain },
  heal_failed: { for: 'failures', help: tryAgain },
  budget: { for: 'budget', help: (id) => [`bgagent fleet edit ${id} --budget USD`, ...goOn(id)] },
  auth: { for: 'auth', help: (id) => ['bgagent doctor', ...goOn(id)] },
};

function reasonWait(ledger: Ledger): FleetWait[] {
  const { fleetId, reason, status, awaitsApproval, statuses } = ledger;
  if (reason === null || !(isPaused(status) || awaitsApproval)) return [];
  const known = byReason[reason.code];
  if (known === undefined) return [];
  const count = statuses.filter((each) => each === 'PENDING').length;
  const common = { count, since: reason.since, until: null, message: reason.message };
  if (reason.code === 'budget' && !isBudgetUsedUp(ledger)) return [{ for: 'daily_limit', ...common, commands: goOn(fleetId) }];
  return [{ for: known.for, ...common, commands: known.help(fleetId) }];
}

/** Where the budget of the fleet allows one more attempt, the limit of its owner for the day was reached. */
function isBudgetUsedUp(ledger: Ledger): boolean {
  const { budget } = ledger.settings;
  if (budget?.fleetUsd == null) return false;
  const { knownUsd, unknownCount } = ledger.cost;
  return sumUsd([knownUsd, ...reservesOf(ledger), (unknownCount + 1) * budget.targetUsd]) > budget.fleetUsd;
}

function reviewWait({ fleetId, gates, publishing }: Ledger): FleetWait[] {
  const arrivals = [...gates].flatMap(([ordinal, arrival]) => (publishing.has(ordinal) ? [arrival] : []));
  if (arrivals.length === 0) return [];
  return [
    {
      ...{ for: 'review', count: arrivals.length, since: Math.min(...arrivals), until: null },
      message: `${waitWords(arrivals.length)} for a review: nothing of them is published before they are approved.`,
      commands: [`bgagent fleet diff ${fleetId} --groups`, `bgagent fleet approve ${fleetId}`],
    },
  ];
}

/** By step, and by whether the target waits at its gate or before it goes on. */
function gateWaits(ledger: Ledger): FleetWait[] {
  const { fleetId, gates, publishing, status } = ledger;
  const atGates = [...gates].filter(([ordinal]) => !publishing.has(ordinal));
  const kinds = Map.groupBy(atGates, ([ordinal]) => placeOf(ledger, ordinal));
  return [...kinds].map(([place, arrivals]): FleetWait => {
    const [first] = at(arrivals, 0);
    const opens = isPaused(status) && isReasonOf(ledger, first) ? goOn(fleetId) : [];
    return {
      ...{ for: 'gate', count: arrivals.length, until: null, target: first },
      since: Math.min(...arrivals.map(([, arrival]) => arrival)),
      message: `${waitWords(arrivals.length)} ${place} for a person.`,
      commands: [...opens, `bgagent fleet approve ${fleetId} --target PATH`],
    };
  });
}

function placeOf(ledger: Ledger, ordinal: number): string {
  const { name } = stepOf(ledger, ordinal);
  const place = gateAt(ledger, ordinal) === 'batch_done' ? 'before' : 'at the gate of';
  return `${place} ${name === '' ? 'the next attempt' : `step ${name}`}`;
}

const isReasonOf = (ledger: Ledger, ordinal: number): boolean =>
  ledger.reason?.code === gateAt(ledger, ordinal) && (ledger.reason.step ?? 0) === at(ledger.atSteps, ordinal);

export const waitWords = (count: number): string => `${plural(count, 'target')} ${count === 1 ? 'waits' : 'wait'}`;

function questionWait({ waiting, fleetId, statuses }: Ledger): FleetWait[] {
  const [first] = ordinalsWhere(statuses, (_, ordinal) => waiting.has(ordinal));
  if (first === undefined) return [];
  return [
    {
      ...{ for: 'question', count: waiting.size, since: Math.min(...waiting.values()), until: null },
      message: `${waitWords(waiting.size)} for the answer to a question.`,
      commands: [`bgagent fleet answer ${fleetId} --target PATH "TEXT"`, `bgagent fleet targets ${fleetId} --waiting`],
      target: first,
    },
  ];
}
