/** The messages between the soak and the processes that it starts. */
import * as z from 'zod';

const counts = z.object({
  /** Open iterators of LevelDB. Undefined: not counted, because LevelDB does not run in the main thread of the runtime. */
  iterators: z.number().optional(),
  executions: z.number(),
  endedExecutions: z.number(),
  tokens: z.number(),
  /** Number of table files that LevelDB needs at this moment; undefined where its iterators are not counted. */
  neededFiles: z.number().optional(),
});
export type Counts = z.infer<typeof counts>;

export const fromChild = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('ready'), apiUrl: z.string(), token: z.string(), dir: z.string() }),
  z.object({ kind: z.literal('counts'), counts }),
  /** MB of JavaScript objects after a garbage collection. */
  z.object({ kind: z.literal('heap'), megabytes: z.number() }),
]);
export type FromChild = z.infer<typeof fromChild>;

export const question = z.enum(['counts', 'heap']);
export type Question = z.infer<typeof question>;
