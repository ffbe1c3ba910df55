import * as z from 'zod';
import { boundedList, boundedMap } from './bounded.ts';

/** `worker.yaml`: what a worker runs and where it pushes. Credentials are named, never held (architecture.md, The worker). */
const environmentName = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'must be the name of an environment variable');

/** Of anything in the file: more than anybody writes by hand. */
const most = 1_000;

export const agentConfig = z.strictObject({
  /** The program and its arguments; the prompt arrives on its standard input. */
  command: boundedList(z.string().min(1), most).min(1),
  /** Variables it gets besides the product's own; `$NAME` as a whole value is taken from the worker's environment. */
  env: boundedMap(environmentName, z.string(), most).default({}),
  timeout_s: z.number().int().positive().optional(),
});

export const forgeConfig = z.strictObject({
  host: z.string().min(1),
  /** Base URL of its API; absent: api.github.com for github.com, `https://<host>/api/v3` elsewhere. */
  api: z.url().optional(),
  /** Name of the variable that holds the token. */
  token_env: environmentName,
});

export const workerConfig = z.strictObject({
  agents: boundedMap(z.string().min(1), agentConfig, most).default({}),
  default_agent: z.string().min(1).optional(),
  concurrency: z.number().int().min(1).max(64).optional(),
  forges: boundedList(forgeConfig, most).default([]),
  git: z.strictObject({ user_name: z.string().min(1).optional(), user_email: z.string().min(1).optional() }).default({}),
});
export type WorkerConfig = z.infer<typeof workerConfig>;
