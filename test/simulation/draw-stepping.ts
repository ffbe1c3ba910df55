/**
 * The tasks that each target of a world takes one after the other, and how failures are healed. Drawn aside, so that a world without any of
 * it is as it was before.
 */
import type { SubmitRequest } from '../../contracts/http/submit.ts';
import type { Random } from './random.ts';

export interface Stepping {
  /** Draws of its own. */
  readonly random: Random;
  readonly body: Pick<SubmitRequest, 'steps' | 'heal' | 'pause_between'>;
  /** Share of attempts whose step has nothing to do, of those that leave tasks of their batch open, and of heals that change nothing. */
  readonly skipping: number;
  readonly leaving: number;
  readonly idle: number;
  /** A step with batches has one to so many. */
  readonly mostBatches: number;
  /** A person comes back to targets that wait at a gate within so many seconds. */
  readonly patienceS: number;
  /** How many retries from another step come at random moments. */
  readonly returns: number;
}

/** Undefined: each target takes one task, and nothing is healed. */
export function drawStepping(random: Random): Stepping | undefined {
  if (random.chance(0.6)) return undefined;
  const steps = random.chance(0.85) ? drawSteps(random) : undefined;
  const heal = random.chance(0.6) || steps === undefined ? { heal: drawHeal(random) } : {};
  const pauses = steps && random.chance(0.15) ? { pause_between: random.of(['steps', 'batches'] as const) } : {};
  return {
    random,
    body: { ...(steps && { steps }), ...heal, ...pauses },
    skipping: random.of([0, 0, 0.15]),
    leaving: random.of([0, 0.2]),
    idle: random.of([0, 0.5]),
    mostBatches: random.whole(1, 3),
    patienceS: random.of([30, 120, 600]),
    returns: random.of([0, 0, 2]),
  };
}

type Step = NonNullable<SubmitRequest['steps']>[number];

function drawSteps(random: Random): Step[] {
  const count = random.whole(1, 4);
  const steps = Array.from({ length: count }, (_, at) => drawStep(random, at));
  const merge: Step = { name: 'merge', workflow_ref: 'coding/merge-v1', gate: 'person' };
  return random.chance(0.5) ? [...steps, merge] : steps;
}

const drawStep = (random: Random, at: number): Step => ({
  name: `s${at}`,
  task_description: `Do part ${at}.`,
  ...(random.chance(0.3) && { batches: {} }),
  ...(at > 0 && random.chance(0.25) && { gate: 'person' as const }),
  ...(random.chance(0.3) && { budget_usd: random.of([0.1, 0.75]) }),
  ...(random.chance(0.3) && { timeout_s: random.of([60, 900]) }),
});

const drawHeal = (random: Random): NonNullable<SubmitRequest['heal']> => ({
  max_attempts: random.of([1, 1, 2]),
  on_failure: random.of(['continue', 'continue', 'pause'] as const),
});
