/** The people around the limit of a day: its owner, who asks for single tasks too, and an operator, who raises, lowers and drops it. */
import { isPaused } from '../../core/fleet.ts';
import { caller } from './commands.ts';
import { drawNewLimit, type DayLimit } from './draw-day-limit.ts';
import { command } from './people.ts';
import type { World } from './world.ts';

export function planDaySpenders(world: World): void {
  const { dayLimit, faultySeconds } = world.settings;
  if (!dayLimit) return;
  const { random } = dayLimit;
  const sometime = (happen: () => void): void => {
    world.scheduler.at(random.next() * faultySeconds * 1_000, happen, true);
  };
  for (let n = 0; n < dayLimit.singles; n += 1) {
    const [usd, twice] = [random.of([null, 0.5, 2]), random.chance(0.5)];
    sometime(() => {
      createSingle(world, usd, `single-${n}`);
      // The second one has a key of its own, or is the first one once more.
      if (twice) createSingle(world, usd, random.chance(0.5) ? `single-${n}` : `other-${n}`);
    });
  }
  for (let n = 0; n < dayLimit.changes; n += 1) {
    sometime(() => {
      world.limitDay(drawNewLimit(random));
    });
  }
  comeBack(world, dayLimit);
}

/** Asked for again where no answer came. */
function createSingle(world: World, usd: number | null, key: string, tries = 3): void {
  world.lastCommandS = world.elapsedS;
  let answered = false;
  world.functions.api(
    'create',
    async ({ core }) => {
      const body = { task_description: 'One.', ...(usd === null ? {} : { max_budget_usd: usd }) };
      const by = { userId: caller.sub, channelSource: 'api', channelMetadata: null, idempotencyKey: key } as const;
      return (await core.createTask(body, by)).ok ? 201 : 400;
    },
    (status) => {
      answered = status !== undefined;
    },
  );
  const again = (): void => {
    if (!answered) createSingle(world, usd, key, tries - 1);
  };
  if (tries > 1) world.scheduler.at(30_000, again, true);
}

/** Raises the limit by less or more, or only waits: the next day may have come. */
function comeBack(world: World, dayLimit: DayLimit): void {
  const { random, patienceS } = dayLimit;
  const look = (): void => {
    const { ledger } = world;
    if (ledger && isPaused(ledger.status) && ledger.reason?.code === 'budget') {
      if (!world.hasFaults || random.chance(0.5)) world.limitDay(world.spentToday + random.of([1, 6, 30]));
      command(world, { kind: 'continue', body: {} });
    }
    comeBack(world, dayLimit);
  };
  world.scheduler.at(patienceS * 1_000 * (0.5 + random.next() / 2), look, true);
}
