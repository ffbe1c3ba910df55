/**
 * The environment variables of the functions: what each holds, and which function reads which. The stack sets exactly those that
 * `functionEnvironment` names for a function, and its handler can read no others. None holds a secret: where a function needs one, the variable
 * says where it is, and the function may read that secret and no other.
 */
import * as z from 'zod';
import { dailyLimit } from './daily-limit.ts';
import { audienceList } from './audiences.ts';
import { durationsSchema } from './durations.ts';
import { forgeLimits } from './forge-limits.ts';
import { knownAgents } from './known-agents.ts';
import { signInClient } from './sign-in.ts';

/** A setting that travels as JSON in one environment variable. */
const json = <T extends z.ZodType>(schema: T) =>
  z
    .string()
    .transform((text, context): unknown => {
      try {
        return JSON.parse(text);
      } catch {
        context.addIssue({ code: 'custom', message: 'is not valid JSON' });
        return z.NEVER;
      }
    })
    .pipe(schema);

const flag = z
  .enum(['true', 'false'])
  .default('false')
  .transform((text) => text === 'true');

const onOff = z
  .enum(['on', 'off'])
  .default('off')
  .transform((text) => text === 'on');

/** Every variable, with the schema that reads it. */
export const environmentFields = {
  FLEET_TABLE: z.string().min(1),
  TASK_TABLE: z.string().min(1),
  TASK_EVENTS_TABLE: z.string().min(1),
  REPO_TABLE: z.string().min(1),
  /** URL of the FIFO queue that is every fleet's mailbox. */
  MAILBOX_QUEUE_URL: z.url(),
  MAILBOX_DLQ_URL: z.url(),
  /** URL of the standard queue whose delayed messages wake a fleet before the clock does. */
  TIMERS_QUEUE_URL: z.url(),
  /** URL of the queue that workers take tasks from. */
  TASK_QUEUE_URL: z.url(),
  BUS_NAME: z.string().min(1),
  STATE_MACHINE_ARN: z.string().min(1),
  /** Token issuer, audiences with commas between them, and key set: JWKS as JSON, or its URI where the issuer publishes it. */
  AUTH_ISSUER: z.string().min(1),
  AUTH_AUDIENCE: audienceList,
  AUTH_JWKS: z.string().default(''),
  AUTH_JWKS_URI: z.string().default(''),
  AUTH_GROUP_CLAIM: z.string().min(1).default('cognito:groups'),
  /** The client at the issuer that the command line is, as JSON; empty: nobody has set one up. */
  AUTH_CLI: z
    .string()
    .default('')
    .transform((text) => text || 'null')
    .pipe(json(signInClient.nullable())),
  /** Whether `shell/run-v1` may be used. */
  ALLOW_SHELL: flag,
  /** Whether a worker may merge a branch by a push to the default branch, where the repository has no forge. Workers alone read it. */
  ALLOW_DIRECT_MERGE: flag,
  /** Whether callers may give verifiers, which are commands. */
  CALLER_VERIFIERS: onOff,
  /** The agents of the workers with their models, as JSON; empty: not known, so that a worker finds out. */
  AGENTS: z
    .string()
    .default('')
    .transform((text) => text || 'null')
    .pipe(json(knownAgents.nullable())),
  /** Unfinished tasks per user; 0 = no cap. */
  USER_TASK_CAP: z.coerce.number().int().nonnegative().default(10),
  /** US dollars that the tasks of one user may cost in a day (UTC); 0 = no limit. */
  USER_USD_PER_DAY: z.coerce.number().pipe(dailyLimit).default(0),
  /** Address of the API, without a slash at its end. Links in commits and pull requests begin with it. */
  API_URL: z.url(),
  /** URL of the queue of events that are posted to webhooks. */
  WEBHOOKS_QUEUE_URL: z.url(),
  /** ARN of the secret that the keys of all webhooks are made from. */
  WEBHOOK_KEYS: z.string().min(1),
  /** Whether webhooks may lead to private addresses, and be plain http. */
  ALLOW_PRIVATE_WEBHOOKS: flag,
  DURATIONS: json(durationsSchema).prefault('{}'),
  /** The writes that forges allow. Workers alone read it. */
  FORGES: json(forgeLimits).prefault('[]'),
  /** ARN of the secret whose keys sign `next_token`s. */
  PAGE_TOKEN_KEYS: z.string().min(1),
  /** ARN of the secret whose keys sign the tokens of workers that have no AWS role. */
  WORKER_TOKEN_KEYS: z.string().min(1),
  /** ARN of the secret of a GitHub App; empty: there is none. */
  GITHUB_APP: z.string().default(''),
  /** ARNs of the secrets that hold a token, by the host of the forge, as JSON. */
  FORGE_TOKENS: json(z.array(z.strictObject({ host: z.string().min(1), secret: z.string().min(1) }))).prefault('[]'),
  /** The cluster, the task definition, and the network of the containers that do tasks, as JSON. */
  WORKER_CLUSTER: z.string().min(1),
  WORKER_TASK_DEFINITION: z.string().min(1),
  WORKER_NETWORK: json(
    z.strictObject({
      subnets: z.array(z.string()).min(1),
      security_groups: z.array(z.string()).min(1),
      public_ip: z.boolean(),
    }),
  ),
  /** Tasks that run in containers at the same time. */
  WORKER_MAX: z.coerce.number().int().positive(),
  /** Whether they run on spare capacity where AWS has some. */
  WORKER_SPOT: flag,
} as const;

export type EnvironmentName = keyof typeof environmentFields;

/** The functions, named as they are deployed; each is `lambdas/<name>/handler.ts`, which exports `handler`. */
export const functionNames = ['api', 'fleet-mailbox', 'target-drive', 'task-events', 'clock', 'webhooks'] as const;
/** Functions that are deployed only where each task is done in containers of its own. */
export const workerFunctionNames = ['worker-api', 'launcher'] as const;
/** A function of every deployment. */
export type BaseFunctionName = (typeof functionNames)[number];
export type FunctionName = BaseFunctionName | (typeof workerFunctionNames)[number];

/** The variables of each function that creates, admits or ends tasks. */
const taskPlatform = [
  'TASK_TABLE',
  'TASK_EVENTS_TABLE',
  'TASK_QUEUE_URL',
  'BUS_NAME',
  'USER_TASK_CAP',
  'USER_USD_PER_DAY',
  'DURATIONS',
] as const;

/** The variables of each function, all of which it reads. */
export const functionEnvironment = {
  api: [
    ...taskPlatform,
    'FLEET_TABLE',
    'REPO_TABLE',
    'MAILBOX_QUEUE_URL',
    'AUTH_ISSUER',
    'AUTH_AUDIENCE',
    'AUTH_JWKS',
    'AUTH_JWKS_URI',
    'AUTH_GROUP_CLAIM',
    'AUTH_CLI',
    'ALLOW_SHELL',
    'CALLER_VERIFIERS',
    'AGENTS',
    'ALLOW_PRIVATE_WEBHOOKS',
    'PAGE_TOKEN_KEYS',
  ],
  'fleet-mailbox': [
    ...taskPlatform,
    'FLEET_TABLE',
    'MAILBOX_QUEUE_URL',
    'MAILBOX_DLQ_URL',
    'TIMERS_QUEUE_URL',
    'STATE_MACHINE_ARN',
  ],
  'target-drive': [
    ...taskPlatform,
    'FLEET_TABLE',
    'REPO_TABLE',
    'MAILBOX_QUEUE_URL',
    'ALLOW_SHELL',
    'CALLER_VERIFIERS',
    'API_URL',
  ],
  'task-events': [...taskPlatform, 'MAILBOX_QUEUE_URL', 'MAILBOX_DLQ_URL'],
  clock: [...taskPlatform, 'FLEET_TABLE', 'MAILBOX_QUEUE_URL', 'MAILBOX_DLQ_URL'],
  webhooks: ['FLEET_TABLE', 'WEBHOOKS_QUEUE_URL', 'WEBHOOK_KEYS', 'ALLOW_PRIVATE_WEBHOOKS', 'DURATIONS'],
  'worker-api': [
    'TASK_TABLE',
    'TASK_EVENTS_TABLE',
    'REPO_TABLE',
    'BUS_NAME',
    'DURATIONS',
    'FORGES',
    'ALLOW_DIRECT_MERGE',
    'WORKER_TOKEN_KEYS',
    'GITHUB_APP',
    'FORGE_TOKENS',
  ],
  launcher: [
    'TASK_TABLE',
    'TASK_EVENTS_TABLE',
    'REPO_TABLE',
    'TASK_QUEUE_URL',
    'BUS_NAME',
    'DURATIONS',
    'FORGES',
    'API_URL',
    'WORKER_TOKEN_KEYS',
    'GITHUB_APP',
    'FORGE_TOKENS',
    'WORKER_CLUSTER',
    'WORKER_TASK_DEFINITION',
    'WORKER_NETWORK',
    'WORKER_MAX',
    'WORKER_SPOT',
  ],
} as const satisfies Record<FunctionName, readonly EnvironmentName[]>;

export type Environment<N extends EnvironmentName> = { [K in N]: z.infer<(typeof environmentFields)[K]> };

/** The variables that every function of the task platform has. */
export type TaskPlatformEnvironment = Environment<(typeof taskPlatform)[number]>;

/**
 * Reads the variables of a function.
 * @throws Error naming every variable that is missing or malformed
 */
export const readEnvironment = <F extends FunctionName>(
  name: F,
  source: Readonly<Record<string, string | undefined>>,
): Environment<(typeof functionEnvironment)[F][number]> => readVariables(functionEnvironment[name], source);

/**
 * Reads the named variables.
 * @throws Error naming every variable that is missing or malformed
 */
export function readVariables<const N extends EnvironmentName>(
  names: readonly N[],
  source: Readonly<Record<string, string | undefined>>,
): Environment<N> {
  const picked = Object.fromEntries(names.map((name) => [name, environmentFields[name]]));
  const parsed = z.object(picked).safeParse(source);
  if (!parsed.success) {
    const problems = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
    throw new Error(`The environment is incomplete: ${problems.join('; ')}`);
  }
  // The object was built from `names` and parsed field by field, so it has exactly these keys and types.
  return parsed.data as unknown as Environment<N>;
}
