/** What the runtime's process and whoever started it tell each other. */
import * as z from 'zod';

const service = z.enum(['dynamodb', 'sqs', 'sfn', 'events', 'secrets']);
export type Service = z.infer<typeof service>;

const credentials = z.object({ accessKeyId: z.string(), secretAccessKey: z.string() });

export const runtimeSettings = z.object({
  dir: z.string(),
  workers: z.number(),
  concurrency: z.number(),
  durations: z.record(z.string(), z.number()),
  clockIntervalMs: z.number(),
  /** Path of worker.yaml for the runtime's workers. */
  workerConfig: z.string().optional(),
});
export type RuntimeSettings = z.infer<typeof runtimeSettings>;

export const fromRuntime = z.discriminatedUnion('kind', [
  /** A service listens; it waits to be told where its callers are to find it. */
  z.object({ kind: z.literal('service'), service, url: z.string() }),
  z.object({ kind: z.literal('ready'), apiUrl: z.string(), token: z.string(), credentials }),
  z.object({ kind: z.literal('crashed'), functionName: z.string() }),
  z.object({ kind: z.literal('log'), text: z.string() }),
]);
export type FromRuntime = z.infer<typeof fromRuntime>;

export const fromTester = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('between'), service, url: z.string() }),
  z.object({ kind: z.literal('crash'), functionName: z.string() }),
]);
export type FromTester = z.infer<typeof fromTester>;
