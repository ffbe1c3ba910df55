/** How the fleet of a world may be steered: groups, failure policy, gates, pace, and how patient people are. */
import type { SubmitRequest } from '../../contracts/http/submit.ts';
import type { Random } from './random.ts';

type GroupInput = NonNullable<SubmitRequest['groups']>[number];

export interface Steering {
  /** What a submit says about it. */
  readonly body: Partial<SubmitRequest>;
  /** How many commands come at random moments, whatever the fleet is doing. */
  readonly commands: number;
  /** A person comes back to a fleet that waits within so many seconds. */
  readonly patienceS: number;
  /** How often a fleet that ended is opened again by somebody who looks at it. */
  readonly reopenings: number;
  /** Share of tasks that fail. */
  readonly failing: number;
}

/** Undefined: nobody steers, and failures never stop the fleet. */
export function drawSteering(random: Random, targets: readonly string[]): Steering | undefined {
  if (random.chance(0.4)) return undefined;
  return {
    body: { ...drawGroups(random, targets), ...drawGates(random), ...drawPace(random), failure: drawPolicy(random) },
    commands: random.of([0, 2, 4, 8]),
    patienceS: random.chance(0.04) ? 100_000 : random.of([30, 120, 600, 4_000]),
    reopenings: random.of([0, 1, 3]),
    failing: random.of([0.1, 0.4, 0.7]),
  };
}

function drawGroups(random: Random, targets: readonly string[]): Partial<SubmitRequest> {
  if (random.chance(0.3)) return { targets: [...targets] };
  const plain = random.of([0, 0, 2]);
  const groups: GroupInput[] = [];
  for (let from = plain; from < targets.length;) {
    const to = from + random.whole(1, 5);
    groups.push(drawGroup(random, `g${String(groups.length)}`, targets.slice(from, to)));
    from = to;
  }
  const concurrent = random.chance(0.4) && { max_concurrent_groups: random.whole(1, 2) };
  return { targets: targets.slice(0, plain), groups, ...concurrent };
}

function drawGroup(random: Random, name: string, targets: readonly string[]): GroupInput {
  const own = targets.length > 1 && random.chance(0.3) ? random.whole(0, targets.length - 1) : targets.length;
  return {
    name,
    targets: targets.slice(0, own),
    groups: own === targets.length ? [] : [drawGroup(random, 'inner', targets.slice(own))],
    ...(random.chance(0.3) && { max_concurrency: random.whole(1, 2) }),
    ...(random.chance(0.12) && { approval: 'required' as const }),
  };
}

const drawGates = (random: Random): Partial<SubmitRequest> => ({
  ...(random.chance(0.15) && { require_approval: true }),
  ...(random.chance(0.2) && { canary: { count: random.whole(1, 3) } }),
});

const drawPace = (random: Random): Partial<SubmitRequest> => ({
  ...(random.chance(0.15) && { launches_per_minute: random.whole(1, 3) }),
  ...(random.chance(0.15) && { ramp: { start: 1, factor: 2 } }),
  ...(random.chance(0.4) && { notify: { targets: true } }),
});

export function drawPolicy(random: Random): NonNullable<SubmitRequest['failure']> | null {
  if (random.chance(0.1)) return null;
  const limit = random.chance(0.3) ? { threshold_count: random.whole(1, 3) } : { threshold_percent: random.of([0, 20, 50, 100]) };
  return {
    ...limit,
    of: random.of(['finished', 'finished', 'total'] as const),
    ...(random.chance(0.5) && { min_finished: random.whole(0, 4) }),
    uniform_early_failure: random.of([0, 2, 3]),
    unit: random.of(['target', 'target', 'group'] as const),
    exclude_classes: random.chance(0.2) ? ['rejected' as const] : [],
    action: random.of(['pause', 'pause', 'pause', 'abort'] as const),
  };
}
