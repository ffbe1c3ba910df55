/**
 * The settings of an installation, by stage. An operator edits `stages`; everything else here checks the settings and fills in
 * defaults.
 */
import * as z from 'zod';
import { audience } from '../contracts/audiences.ts';
import { dailyLimit } from '../contracts/daily-limit.ts';
import { durationsSchema } from '../contracts/durations.ts';
import { forgeLimits } from '../contracts/forge-limits.ts';
import { knownAgents } from '../contracts/known-agents.ts';
import { signInClient } from '../contracts/sign-in.ts';
import { userPoolSettings } from './user-pool-settings.ts';
import { workerSettings } from './workers/worker-settings.ts';

/** The issuer and audience of the tokens that the API accepts. Each value is the default of a parameter of the service stack. */
const authSettingsSchema = z.strictObject({
  /** `iss` of every token. Without it, the deployment must name one (`--parameters AuthIssuer=…`). */
  issuer: z.string().min(1).optional(),
  /** `aud`, or the client id, of every token: one, or a list where each client has its own. */
  audience: z.union([audience.transform((one) => [one]), z.array(audience).min(1)]).default(['bgagent']),
  /** The issuer's key set as JSON, for an issuer that publishes none. */
  jwks: z.string().default(''),
  /** URI of the key set. Empty: the issuer's discovery names it. */
  jwks_uri: z.string().default(''),
  /** The claim that lists the caller's groups. */
  group_claim: z.string().min(1).default('cognito:groups'),
  /** The client at the issuer that `bgagent login` is. Without it, people bring a token from elsewhere. */
  cli: signInClient.optional(),
  /** Whether API Gateway checks tokens too, before the function runs. The issuer must be on the internet, with OIDC discovery. */
  gateway_authorizer: z.boolean().default(false),
  /** A pool of users in Amazon Cognito, made with the tables. It is the issuer then. */
  cognito: userPoolSettings.optional(),
});

/** What a pool of users says itself. */
const saidByPool = ['issuer', 'audience', 'jwks', 'jwks_uri', 'group_claim', 'cli'] as const;

/** Looks at the settings as they were given, before defaults are filled in. */
const authSettings = z
  .unknown()
  .superRefine((given, context) => {
    if (typeof given !== 'object' || given === null || !('cognito' in given) || given.cognito === undefined) return;
    for (const name of saidByPool) {
      if (name in given) {
        context.addIssue({ code: 'custom', path: [name], message: 'is said by the pool of auth.cognito: leave it out' });
      }
    }
  })
  .pipe(authSettingsSchema);

const settingsSchema = z.strictObject({
  /** Name of the installation; a part of every physical name. */
  stage: z.string().regex(/^[a-z][a-z0-9-]{0,19}$/, 'must be 1 to 20 of a-z, 0-9 and -, starting with a letter'),
  auth: authSettings.prefault({}),
  /** The system that creates and runs tasks: this product (`builtin`) or a deployed ABCA (`abca`). */
  task_core: z.literal('builtin', 'the task core "abca" is not supported yet: set task_core to "builtin"').default('builtin'),
  /** Unfinished tasks that one user may have. 0: no cap. */
  user_task_cap: z.int().nonnegative().default(10),
  /** US dollars that the tasks of one user may cost in a day (UTC). 0: no limit. */
  user_usd_per_day: dailyLimit.default(0),
  /** Whether the workflow `shell/run-v1` may be used. */
  allow_shell: z.boolean().default(false),
  /** Whether `coding/merge-v1` merges by a push to the default branch, where worker.yaml names no forge for the repository. */
  allow_direct_merge: z.boolean().default(false),
  /**
   * Whether callers may give verifiers, which are commands that a worker runs. Verifiers of a repository come from operators
   * and always run.
   */
  caller_verifiers: z.enum(['on', 'off']).default('off'),
  /** The agents of the workers by name, each with the models that it may use (null: every one). Without it, agents are not known. */
  agents: knownAgents.optional(),
  /** Whether webhooks may use private and loopback addresses, and plain http. */
  allow_private_webhooks: z.boolean().default(false),
  /** Address that alarms are mailed to. Without it, the topic has no subscriber. */
  alarm_email: z.email().optional(),
  /** Durations of the protocol, in seconds. */
  durations: durationsSchema,
  /** The writes that forges allow a token, all workers together. github.com has its published limits unless named. */
  forges: forgeLimits.prefault([]),
  /** Days that logs are kept; one of the numbers that CloudWatch Logs offers. */
  log_retention_days: z.int().positive().default(30),
  /** Whether tables stay when the stack is deleted, and refuse their own deletion. */
  retain_data: z.boolean().default(true),
  /** Requests that the API accepts: per second (`rate`), and at once (`burst`). */
  throttle: z.strictObject({ rate: z.int().positive(), burst: z.int().positive() }).prefault({ rate: 100, burst: 200 }),
  /** The containers that do tasks (docs/workers-on-aws.md). `none`: workers run elsewhere. */
  workers: workerSettings,
});

export type Settings = z.infer<typeof settingsSchema>;
export type SettingsInput = z.input<typeof settingsSchema>;

/** The installations, by stage. An operator edits this. */
const stages: Readonly<Record<string, Omit<SettingsInput, 'stage'>>> = {
  dev: { retain_data: false, log_retention_days: 14 },
  prod: { auth: { gateway_authorizer: true }, log_retention_days: 90 },
  /** The embedded runtime: it has its own issuer, and its one user is an operator. */
  local: { allow_shell: true, allow_direct_merge: true, caller_verifiers: 'on', user_task_cap: 0, retain_data: false },
};

export const defaultStage = 'dev';

/** @throws Error naming every setting that is wrong, and what it must be */
export function parseSettings(input: unknown): Settings {
  const parsed = settingsSchema.safeParse(input);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => `${issue.path.join('.') || 'settings'}: ${issue.message}`);
  throw new Error(`The settings in lib/config.ts are wrong: ${problems.join('; ')}`);
}

/** @throws Error naming the known stages, when this is not one of them */
export function settingsFor(stage: string): Settings {
  const found = stages[stage];
  if (found === undefined) {
    throw new Error(`There is no stage "${stage}" in lib/config.ts: it has ${Object.keys(stages).join(', ')}.`);
  }
  return parseSettings({ stage, ...found });
}
