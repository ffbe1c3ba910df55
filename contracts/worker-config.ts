/**
 * `worker.yaml`: the agents that a worker runs, and the forges that it pushes to. It names credentials and never holds them
 * (architecture.md, The worker).
 */
import * as z from 'zod';
import { boundedList, boundedMap } from './bounded.ts';

const environmentName = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'must be the name of an environment variable');

/** Length of each list and map in the file: more than a person writes by hand. */
const most = 1_000;

export const agentConfig = z.strictObject({
  /** The program and its arguments; the prompt arrives on its standard input. */
  command: boundedList(z.string().min(1), most).min(1),
  /** Variables that the agent gets besides the product's own. A value `$NAME` stands for that variable of the worker. */
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
