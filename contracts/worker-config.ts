import * as z from 'zod';

/** `worker.yaml`: what a worker runs and where it pushes. Credentials are named, never held (architecture 8). */
const environmentName = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'must be the name of an environment variable');

export const agentConfig = z.strictObject({
  /** The program and its arguments; the prompt arrives on its standard input. */
  command: z.array(z.string().min(1)).min(1),
  /** Variables it gets besides the product's own; `$NAME` as a whole value is taken from the worker's environment. */
  env: z.record(environmentName, z.string()).default({}),
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
  agents: z.record(z.string().min(1), agentConfig).default({}),
  default_agent: z.string().min(1).optional(),
  concurrency: z.number().int().min(1).max(64).optional(),
  forges: z.array(forgeConfig).default([]),
  git: z.strictObject({ user_name: z.string().min(1).optional(), user_email: z.string().min(1).optional() }).default({}),
});
export type WorkerConfig = z.infer<typeof workerConfig>;
