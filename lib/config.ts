import * as z from 'zod';
import { durationsSchema } from '../contracts/durations.ts';

/** Who may call the API: the issuer of bearer tokens. Each value is the default of a parameter of the service stack. */
const authSettingsSchema = z.strictObject({
  /** `iss` of every token. Left out, the deployment must name it (`--parameters AuthIssuer=…`). */
  issuer: z.string().min(1).optional(),
  /** `aud` (or client id) of every token. */
  audience: z.string().min(1).default('bgagent'),
  /** The issuer's key set as JSON, for an issuer that publishes none. */
  jwks: z.string().default(''),
  /** Where the key set is; empty = where the issuer's discovery puts it. */
  jwks_uri: z.string().default(''),
  /** The claim that lists the caller's groups. */
  group_claim: z.string().min(1).default('cognito:groups'),
  /** API Gateway checks tokens too, before any function runs. It needs an issuer on the internet that has OIDC discovery. */
  gateway_authorizer: z.boolean().default(false),
});

const settingsSchema = z.strictObject({
  /** Names the installation; part of every physical name. */
  stage: z.string().regex(/^[a-z][a-z0-9-]{0,19}$/, 'must be 1 to 20 of a-z, 0-9 and -, starting with a letter'),
  auth: authSettingsSchema.prefault({}),
  /** What creates and runs tasks: this product (`builtin`), or a deployed ABCA (`abca`). */
  task_core: z.literal('builtin', 'the task core "abca" is not supported yet: set task_core to "builtin"').default('builtin'),
  /** Unfinished tasks that one user may have; 0 = no cap. */
  user_task_cap: z.int().nonnegative().default(10),
  /** Whether the workflow `shell/run-v1` may be used. */
  allow_shell: z.boolean().default(false),
  /** Whether callers may give verifiers: commands that a worker runs. Those of a repository are its operators', and always run. */
  caller_verifiers: z.enum(['on', 'off']).default('off'),
  /** Whether webhooks may lead to private and loopback addresses, and be plain http. */
  allow_private_webhooks: z.boolean().default(false),
  /** Where alarms are mailed; left out, the topic has no subscriber. */
  alarm_email: z.email().optional(),
  /** Durations of the protocol, in seconds. */
  durations: durationsSchema,
  /** One of the numbers of days that CloudWatch Logs offers. */
  log_retention_days: z.int().positive().default(30),
  /** Keep tables (and refuse to delete them) when the stack goes. */
  retain_data: z.boolean().default(true),
  /** Requests that the API accepts: a second, and at once. */
  throttle: z.strictObject({ rate: z.int().positive(), burst: z.int().positive() }).prefault({ rate: 100, burst: 200 }),
});

export type Settings = z.infer<typeof settingsSchema>;
export type SettingsInput = z.input<typeof settingsSchema>;

/** The installations, by stage: what an operator edits. */
const stages: Readonly<Record<string, Omit<SettingsInput, 'stage'>>> = {
  dev: { retain_data: false, log_retention_days: 14 },
  prod: { auth: { gateway_authorizer: true }, log_retention_days: 90 },
  /** One machine: its runtime gives its own issuer, and its user is an operator without a cap. */
  local: { allow_shell: true, caller_verifiers: 'on', user_task_cap: 0, retain_data: false },
};

export const defaultStage = 'dev';

/**
 * Checks settings and fills in their defaults.
 * @throws Error naming every setting that is wrong, and what would be right
 */
export function parseSettings(input: unknown): Settings {
  const parsed = settingsSchema.safeParse(input);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => `${issue.path.join('.') || 'settings'}: ${issue.message}`);
  throw new Error(`The settings in lib/config.ts are wrong: ${problems.join('; ')}`);
}

/**
 * The settings of one stage.
 * @throws Error naming the known stages when this is none of them
 */
export function settingsFor(stage: string): Settings {
  const found = stages[stage];
  if (found === undefined) {
    throw new Error(`There is no stage "${stage}" in lib/config.ts: it has ${Object.keys(stages).join(', ')}.`);
  }
  return parseSettings({ stage, ...found });
}
