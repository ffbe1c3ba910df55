/** What kind of world a seed gives: how big the fleet, how bad the faults. */
import type { LookAhead } from '../../core/turn/timings.ts';
import type { SubmitRequest } from '../../contracts/http/submit.ts';
import { drawDayLimit, type DayLimit } from './draw-day-limit.ts';
import { drawOrder, inOrder } from './draw-dependencies.ts';
import { drawReviewing, type Reviewing } from './draw-reviewing.ts';
import { drawStepping, type Stepping } from './draw-stepping.ts';
import { drawSpending, type Spending } from './draw-spending.ts';
import { drawSteering, type Steering } from './draw-steering.ts';
import { Random } from './random.ts';
import type { StepFaults } from './scheduler.ts';
import { SimulatedForge } from './wait-for-forge.ts';

/** `worker`: it ends whoever does it. `end`: nothing that a worker says of its end can be stored. */
export type Poison = 'worker' | 'end';

export interface WorldSettings {
  readonly targets: number;
  readonly cap: number;
  readonly autoRetryMax: number;
  /** Unfinished tasks per user; 0 = no cap. */
  readonly userTaskCap: number;
  /** No fault at all: then nothing needs repair either. */
  readonly isCalm: boolean;
  /** The runtime on one machine: it may be killed as a whole, and recovers. */
  readonly isEmbedded: boolean;
  /** An actor that is slow goes on beside the redelivery of its mail. */
  readonly hasZombies: boolean;
  /** Share of messages that are lost. */
  readonly loss: number;
  readonly steps: StepFaults;
  /** Share of looks at the repository table that find the repository removed. */
  readonly refusals: number;
  /** Shares of tasks that fail, and of those that fail for a passing reason. */
  readonly failing: number;
  readonly transient: number;
  /** Seconds within which the children of a run start. */
  readonly childrenWithin: number;
  /** Seconds until the faults end. */
  readonly faultySeconds: number;
  /** What is wrong with the work of some targets, by their ordinals. */
  readonly poison: ReadonlyMap<number, Poison>;
  /** Longest wait of a child, seconds: a day as in the product, or much less, so that children look again. */
  readonly driveTimeoutS: number;
  /** Undefined: as large as in the product, so larger than the fleet. */
  readonly lookAhead: LookAhead | undefined;
  /** Undefined: nothing limits what workers write. */
  readonly forge: SimulatedForge | undefined;
  /** Undefined: the fleet is only ever cancelled. */
  readonly steering: Steering | undefined;
  /** What the submit says of the order of its targets; empty: none depends on another. */
  readonly order: Pick<SubmitRequest, 'targets' | 'groups'>;
  /** How often people end or skip single targets. */
  readonly targetCommands: number;
  /** Undefined: its cost is nobody's concern, and no agent asks. */
  readonly spending: Spending | undefined;
  /** Undefined: each target takes one task, and nothing is healed. */
  readonly stepping: Stepping | undefined;
  /** Undefined: nothing limits what users spend in a day. */
  readonly dayLimit: DayLimit | undefined;
  /** Undefined: what is made is published at once. */
  readonly reviewing: Reviewing | undefined;
}

export const repositories = (count: number): string[] => Array.from({ length: count }, (_, n) => `acme/r${String(n)}`);

export const noFaults: StepFaults = { crash: 0, stall: 0, slow: undefined, fail: 0, repeat: 0 };

/** Whether and how it is steered is drawn aside: a world that nobody steers does not depend on what steering there is. */
export function drawSettings(random: Random, seed: number): WorldSettings {
  const settings = drawUnsteered(random);
  const steering = drawSteering(new Random(-2 - seed), repositories(settings.targets));
  const poison = settings.isCalm ? new Map<number, Poison>() : drawPoison(new Random(-3 - 2 * seed), settings.targets);
  const aside = new Random(-4 - 3 * seed);
  const runs = { lookAhead: drawLookAhead(aside), driveTimeoutS: aside.of([86_400, 900]) };
  const atForge = new Random(-8 - 11 * seed);
  const forge = atForge.chance(0.25) ? new SimulatedForge(atForge) : undefined;
  const ordered = new Random(-9 - 13 * seed);
  const order = drawOrder(ordered);
  const listed = { targets: repositories(settings.targets), ...steering?.body };
  return {
    ...{ ...settings, poison, steering, forge, ...runs, failing: steering?.failing ?? settings.failing },
    order: order ? inOrder({ targets: listed.targets, ...(listed.groups && { groups: listed.groups }) }, order, ordered) : {},
    targetCommands: ordered.of([0, 0, 0, 3]),
    // These numbers leave the rare worlds that show what a safeguard is for (safeguards.ts) as they were.
    spending: drawSpending(new Random(-158 - 23 * seed), settings.faultySeconds),
    stepping: drawStepping(new Random(-14868 - 29 * seed)),
    dayLimit: drawDayLimit(new Random(-12 - 31 * seed)),
    reviewing: drawReviewing(new Random(-13 - 37 * seed), seed),
  };
}

/** Small enough for many runs and for children that are released. */
function drawLookAhead(random: Random): LookAhead | undefined {
  return random.chance(0.2) ? undefined : { least: random.whole(1, 5), perSlot: random.of([0, 1, 2]) };
}

function drawPoison(random: Random, targets: number): Map<number, Poison> {
  const poisoned = random.chance(0.1) ? random.whole(1, 2) : 0;
  return new Map(Array.from({ length: poisoned }, () => [random.whole(0, targets - 1), random.of<Poison>(['worker', 'end'])]));
}

type DrawnAside =
  | 'steering'
  | 'poison'
  | 'forge'
  | 'lookAhead'
  | 'driveTimeoutS'
  | 'order'
  | 'targetCommands'
  | 'spending'
  | 'stepping'
  | 'dayLimit'
  | 'reviewing';

function drawUnsteered(random: Random): Omit<WorldSettings, DrawnAside> {
  const isCalm = random.chance(0.2);
  const or = <T>(value: T, calm: T): T => (isCalm ? calm : value);
  return {
    targets: random.whole(3, 12),
    cap: random.whole(1, 4),
    autoRetryMax: random.of([0, 2, 2, 2]),
    userTaskCap: random.of([0, 0, 0, 2]),
    isCalm,
    isEmbedded: or(random.chance(0.4), false),
    hasZombies: or(random.chance(0.5), false),
    loss: or(random.of([0, 0.05, 0.2]), 0),
    steps: or(
      {
        crash: random.of([0, 0.004, 0.02, 0.06]),
        stall: random.of([0, 0.003, 0.02, 0.06]),
        slow: random.of([undefined, undefined, undefined, 'drive', 'actor', 'worker', 'submit']),
        fail: random.of([0, 0.004, 0.03]),
        repeat: random.of([0, 0.004, 0.03]),
      },
      noFaults,
    ),
    refusals: or(random.of([0, 0.05, 0.2]), 0),
    failing: random.of([0.05, 0.3]),
    transient: random.of([0.4, 0.8]),
    childrenWithin: random.of([1, 5, 60]),
    faultySeconds: random.of([900, 3_600, 9_000]),
  };
}
