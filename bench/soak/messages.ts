/** What the soak and the processes that it starts tell each other. */
import * as z from 'zod';

const counts = z.object({
  /** Iterators of LevelDB that are open. */
  iterators: z.number(),
  executions: z.number(),
  endedExecutions: z.number(),
  tokens: z.number(),
  /** Table files that the tables need at this moment. */
  neededFiles: z.number(),
});
export type Counts = z.infer<typeof counts>;

export const fromChild = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('ready'), apiUrl: z.string(), token: z.string(), dir: z.string() }),
  z.object({ kind: z.literal('counts'), counts }),
  /** MB of JavaScript's objects after a collection. */
  z.object({ kind: z.literal('heap'), megabytes: z.number() }),
]);
export type FromChild = z.infer<typeof fromChild>;

/** What a process is asked for. */
export const question = z.enum(['counts', 'heap']);
export type Question = z.infer<typeof question>;
