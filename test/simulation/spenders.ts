/** The people who answer the questions of agents, and who raise, lower and take away the budget of a fleet. */
import { editBody } from '../../contracts/http/command.ts';
import { isPaused } from '../../core/fleet.ts';
import type { Ledger } from '../../core/ledger/ledger.ts';
import { drawBudget, type Spending } from './draw-spending.ts';
import { command } from './people.ts';
import type { World } from './world.ts';

export function planSpenders(world: World): void {
  const { spending, faultySeconds } = world.settings;
  if (!spending) return;
  const { random } = spending;
  for (let n = 0; n < spending.edits; n++) {
    const changeMind = (): void => {
      editBudget(world, random.chance(0.2) ? null : drawBudget(random));
    };
    world.scheduler.at(random.next() * faultySeconds * 1_000, changeMind, true);
  }
  comeBack(world, spending);
}

function comeBack(world: World, spending: Spending): void {
  const { random } = spending;
  const look = (): void => {
    const { ledger } = world;
    if (ledger) {
      for (const ordinal of ledger.waiting.keys()) answerSometimes(world, ordinal, spending);
      if (isPaused(ledger.status)) help(world, ledger, spending);
    }
    comeBack(world, spending);
  };
  world.scheduler.at(spending.patienceS * 1_000 * (0.5 + random.next() / 2), look, true);
}

/** Two people may answer one question: the second finds it answered. */
function answerSometimes(world: World, ordinal: number, { random }: Spending): void {
  const people = random.of([0, 1, 1, 2]);
  const path = [...(world.fleets.targets.get(world.ledger?.fleetId ?? '')?.values() ?? [])][ordinal]?.path;
  for (let n = 0; n < people && path !== undefined; n++) {
    command(world, { kind: 'targets/answer', body: { target: path, text: `The answer is ${n}.` } });
  }
}

/** Raises a budget that is used up, and goes on where a fleet waits for money, credentials or answers. */
function help(world: World, { reason, settings, cost }: Ledger, { random }: Spending): void {
  const isMine = reason?.code === 'budget' || reason?.code === 'auth';
  if (!isMine && !(reason?.code === 'question' && random.chance(0.1))) return;
  const isLimited = reason.code === 'budget' && settings.budget?.fleetUsd != null;
  if (isLimited) editBudget(world, random.chance(0.3) ? null : { fleet_usd: cost.knownUsd + random.of([1, 5, 30]) });
  command(world, { kind: 'continue', body: {} });
}

function editBudget(world: World, budget: object | null): void {
  command(world, { kind: 'edit', body: editBody.parse({ budget }) });
}
