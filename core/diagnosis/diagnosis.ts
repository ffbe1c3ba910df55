/**
 * What a diagnosis of a fleet says (semantics 22): what the fleet waits for, and what is stale in it. Sentences and commands that name a
 * target have PATH in its place, and its ordinal beside them.
 * Example: {for: 'question', count: 2, target: 4, commands: ['bgagent fleet answer ID --target PATH "TEXT"'], …}.
 */
export const waitsFor = [
  'approval',
  'gate',
  'review',
  'question',
  'person',
  'canary',
  'failures',
  'budget',
  'daily_limit',
  'auth',
  'dependency',
  'backoff',
  'pace',
  'slot',
  'forge',
  'user_cap',
  'worker',
  'work',
] as const;

export interface FleetWait {
  readonly for: (typeof waitsFor)[number];
  /** Targets. */
  readonly count: number;
  /** Epoch ms; null: not known. */
  readonly since: number | null;
  /** When the first of them goes on by itself (epoch ms); null: not known, or never. */
  readonly until: number | null;
  readonly message: string;
  /** Those that help, the most useful first; none where it goes on by itself. */
  readonly commands: readonly string[];
  /** Ordinal of the target that PATH stands for. */
  readonly target?: number;
}

export const staleThings = ['look', 'run', 'effects', 'command', 'task', 'worker', 'heartbeat', 'overdue', 'end'] as const;

export interface Stale {
  readonly what: (typeof staleThings)[number];
  readonly count: number;
  /** Epoch ms. */
  readonly since: number;
  readonly message: string;
  readonly commands: readonly string[];
  readonly target?: number;
}
