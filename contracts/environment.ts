import * as z from 'zod';
import { durationsSchema } from './durations.ts';

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

/** Environment variables that the stack gives its functions, by what they name. The stack sets, the functions read. */
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
  /** Token issuer, audience and key set: JWKS as JSON, or its URI where the issuer publishes it. */
  AUTH_ISSUER: z.string().min(1),
  AUTH_AUDIENCE: z.string().min(1),
  AUTH_JWKS: z.string().default(''),
  AUTH_JWKS_URI: z.string().default(''),
  AUTH_GROUP_CLAIM: z.string().min(1).default('cognito:groups'),
  /** Whether `shell/run-v1` may be used. */
  ALLOW_SHELL: flag,
  /** Whether callers may give verifiers, which are commands. */
  CALLER_VERIFIERS: onOff,
  /** Unfinished tasks per user; 0 = no cap. */
  USER_TASK_CAP: z.coerce.number().int().nonnegative().default(10),
  /** Where the API is, without a slash at its end: what is told to people elsewhere links to it. */
  API_URL: z.url(),
  /** URL of the queue of events that are posted to webhooks. */
  WEBHOOKS_QUEUE_URL: z.url(),
  /** Secret that the keys of all webhooks are made from. */
  WEBHOOK_SECRET: z.string().min(16),
  /** Whether webhooks may lead to private addresses, and be plain http. */
  ALLOW_PRIVATE_WEBHOOKS: flag,
  DURATIONS: json(durationsSchema).prefault('{}'),
  /** Secret that signs `next_token`s. */
  PAGE_TOKEN_SECRET: z.string().min(16),
} as const;

/** Those that nobody but the functions may see. */
export const secretVariables: readonly EnvironmentName[] = ['PAGE_TOKEN_SECRET', 'WEBHOOK_SECRET'];

export type EnvironmentName = keyof typeof environmentFields;

export type Environment<N extends EnvironmentName> = { [K in N]: z.infer<(typeof environmentFields)[K]> };

/**
 * Reads the named variables, all problems at once.
 * @throws Error naming every variable that is missing or malformed
 */
export function readEnvironment<const N extends EnvironmentName>(
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
