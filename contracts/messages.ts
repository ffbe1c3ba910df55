/** Messages on the queues, and inputs of the state machine and of the clock. */
import * as z from 'zod';
import { boundedList } from './bounded.ts';

export const ulid = z.string().regex(/^[0-9A-HJKMNP-TV-Z]{26}$/, 'must be a ULID');

/** "Look at this fleet": says where to look, never what is there (architecture.md, The fleet is an actor). */
export const lookSchema = z.object({
  kind: z.literal('look'),
  fleet_id: ulid,
  ordinals: boundedList(z.number().int().nonnegative(), 1_000).optional(),
  task_ids: boundedList(z.string().min(1), 1_000).optional(),
  run: z.number().int().nonnegative().optional(),
});
export type Look = z.infer<typeof lookSchema>;

/**
 * How often the mailbox hands a message out before it goes to the dead-letter queue. With the waits of `mailBackoffS`, turns that fail at
 * once may do so for at least 15 minutes.
 */
export const mailReceives = 64;
const longestMailBackoffS = 20;

/**
 * Seconds until the messages of a turn that failed come again: 1, 2, 4, 8, 16, then 20, of which up to a quarter is taken off.
 * @param receives how often the messages came, this time counted; the most of them
 * @param share 0 to 1: how much of the quarter is taken off
 */
export function mailBackoffS(receives: number, share: number): number {
  const whole = Math.min(longestMailBackoffS, 2 ** (Math.max(1, receives) - 1));
  return Math.round(whole * (1 - share / 4));
}

/** On the standard queue `timers`: look at this fleet when the message becomes visible. */
export const timerSchema = z.object({ kind: z.literal('timer'), fleet_id: ulid });

/** On the task queue: a task that a worker may take. */
export const taskMessageSchema = z.object({ kind: z.literal('task'), task_id: ulid });

/** The input of `target-drive`, made by the state machine (fleet-run.asl.json). */
export const driveInputSchema = z.object({
  fleet_id: ulid,
  run: z.number().int().positive(),
  ordinal: z.number().int().nonnegative(),
  token: z.string().min(1).max(2_048),
  /** When the state machine entered the state; orders the tokens of one child. */
  entered: z.iso.datetime(),
  /** The number of the retry of that entry, 0 for the first try. */
  retry: z.number().int().nonnegative(),
  /** Whether the child waited before this entry. The state machine says which error ended that wait; one of older code does not say it. */
  woken: z
    .union([z.literal(false), z.object({ Error: z.string() })])
    .default(false)
    .transform((error) => error !== false),
});
export type DriveInput = z.infer<typeof driveInputSchema>;

/** Input of one execution of the state machine. */
export const runInputSchema = z.object({
  fleet_id: ulid,
  run: z.number().int().positive(),
  targets: z.array(z.number().int().nonnegative()).min(1),
});
export type RunInput = z.infer<typeof runInputSchema>;

/**
 * The input of the clock. The schedule sends `tick`. The embedded runtime sends `recover` at its start, with the workers that have
 * ended for certain. `index-tasks` puts unfinished tasks that older code wrote into the index `open`. It is sent again with the
 * `next` of its answer, until an answer has none.
 */
export const clockInputSchema = z.discriminatedUnion('mode', [
  z.object({ mode: z.literal('tick') }),
  z.object({ mode: z.literal('recover'), dead_workers: z.array(z.string().max(64)).max(1_000).default([]) }),
  z.object({ mode: z.literal('index-tasks'), after: z.string().optional() }),
]);
/** The answer to `index-tasks`: how many tasks were put into the index, and where to go on. */
export const indexedTasks = z.object({ indexed: z.number(), next: z.string().optional() });
export type IndexedTasks = z.infer<typeof indexedTasks>;
export type ClockRecovery = z.input<typeof clockInputSchema> & { mode: 'recover' };

/** Execution name of one run, and back: Step Functions keeps names unique for 90 days. */
export const runName = (fleetId: string, generation: number, run: number): string => `${fleetId}-${generation}-${run}`;
export function parseRunName(name: string): { fleetId: string; run: number } | undefined {
  const match = /^([0-9A-HJKMNP-TV-Z]{26})-\d+-(\d+)$/.exec(name);
  return match?.[1] === undefined ? undefined : { fleetId: match[1], run: Number(match[2]) };
}
