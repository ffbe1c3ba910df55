/**
 * `worker.yaml`: the agents that a worker runs, the sandbox that they run in, and the forges that it pushes to. It names credentials
 * and never holds them (architecture.md, The worker).
 */
import * as z from 'zod';
import { readAllowedHost } from './allowed-host.ts';
import { boundedList, boundedMap } from './bounded.ts';
import { agentName, maxTurns, modelName } from './fields.ts';
import { limits } from './limits.ts';

const environmentName = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'must be the name of an environment variable');

/** Length of each list and map in the file: more than a person writes by hand. */
const most = 1_000;

/** The programs that the worker knows by itself: how they are started, and what their output says. */
export const presetNames = ['claude-code', 'codex'] as const;
export type PresetName = (typeof presetNames)[number];

/** What every agent may have. */
const ofEveryAgent = {
  /** Variables that the agent gets besides the product's own. A value `$NAME` stands for that variable of the worker. */
  env: boundedMap(environmentName, z.string(), most).default({}),
  timeout_s: z.number().int().positive().optional(),
};

const commandAgent = z.strictObject({
  /** The program and its arguments; the prompt arrives on its standard input. */
  command: boundedList(z.string().min(1), most).min(1),
  ...ofEveryAgent,
});
export type CommandAgent = z.infer<typeof commandAgent>;

/** USD for a million tokens. */
const price = z.number().nonnegative().max(1_000_000);

const presetAgent = z.strictObject({
  preset: z.enum(presetNames, `must be one of the presets: ${presetNames.join(', ')}`),
  /** Path of the program, or its name on the PATH; absent: the preset's own name for it. */
  program: z
    .string()
    .regex(/^(?:\/.*|[^/]+)$/, 'must be the name of a program on the PATH, or an absolute path')
    .optional(),
  model: modelName.optional(),
  /** The models that a task may ask for, besides `model` and `fallback_models`. Absent: all. */
  models: boundedList(modelName, limits.models).optional(),
  /** The models that the program tries when a provider is overloaded, in their order. */
  fallback_models: boundedList(modelName, 10).optional(),
  /** For a program that counts tokens and not dollars: those of `model`. `cached_input` absent: as `input`. */
  prices: z.strictObject({ input: price, cached_input: price.optional(), output: price }).optional(),
  /** What an hour of work costs at most. For a program that tells no cost while it runs: it bounds the time by the budget. */
  usd_per_hour: z.number().positive().max(100_000).optional(),
  /** Arguments besides those of the preset. */
  args: boundedList(z.string().min(1), most).default([]),
  /** `own`: a HOME of the agent's own. `worker`: that of the person who runs the worker. */
  home: z.enum(['own', 'worker']).default('own'),
  /** Where the model is served; absent: the provider's own address. */
  base_url: z.url({ protocol: /^https?$/, error: 'must be an http or https URL' }).optional(),
  max_turns: maxTurns.optional(),
  /** USD for one attempt. */
  max_budget_usd: z.number().min(0.01).max(1_000).optional(),
  ...ofEveryAgent,
});
export type PresetAgent = z.infer<typeof presetAgent>;
export type AgentConfig = CommandAgent | PresetAgent;

/** What a preset does not take, each with the reason. */
const refusedBy: Record<PresetName, Partial<Record<keyof PresetAgent, string>>> = {
  'claude-code': {
    prices: 'is not taken: claude-code tells its cost itself',
    usd_per_hour: 'is not taken: claude-code keeps max_budget_usd itself',
  },
  codex: { fallback_models: 'is not taken: codex has no other model to fall back to' },
};

/** An agent is a command or a preset; the problems told are those of the one that is meant. */
const agentConfig = z.unknown().transform((given, context): AgentConfig => {
  const meant = schemaOf(given);
  if (typeof meant === 'string') {
    context.issues.push({ code: 'custom', message: meant, input: given });
    return z.NEVER;
  }
  const parsed = meant.safeParse(given);
  if (!parsed.success) {
    // An issue that zod found and one that is added differ in the value that they carry.
    context.issues.push(...parsed.error.issues.map((issue) => ({ ...issue, input: undefined })));
    return z.NEVER;
  }
  return parsed.data;
});

function schemaOf(given: unknown): z.ZodType<AgentConfig> | string {
  if (typeof given !== 'object' || given === null) return 'must be an object with a command or a preset';
  if ('preset' in given && 'command' in given) return 'must have a command or a preset, not both';
  if ('preset' in given) return presetAgent.superRefine(refuseWhatPresetLacks);
  return 'command' in given ? commandAgent : `must have a command, or a preset: ${presetNames.join(', ')}`;
}

function refuseWhatPresetLacks(agent: PresetAgent, context: z.RefinementCtx<PresetAgent>): void {
  for (const [key, reason] of Object.entries(refusedBy[agent.preset])) {
    if (Object.hasOwn(agent, key)) context.addIssue({ code: 'custom', path: [key], message: reason });
  }
}

/** What `readAllowedHost` takes. */
const allowedHost = z
  .string()
  .min(1)
  .max(300)
  .superRefine((entry, context) => {
    const read = readAllowedHost(entry);
    if (!read.ok) context.addIssue({ code: 'custom', message: `"${entry}" ${read.problem}` });
  });

export const forgeKinds = ['github', 'gitea'] as const;
export type ForgeKind = (typeof forgeKinds)[number];

const forgeConfig = z.strictObject({
  host: z.string().min(1),
  /** Base URL of its API; absent: api.github.com for github.com, else `https://<host>/api/v3`, or `/api/v1` for gitea. */
  api: z.url().optional(),
  /** Which API it has. Absent: gitea where `api` ends with /api/v1, as every Gitea's does; else github. */
  kind: z.enum(forgeKinds, `must be one of ${forgeKinds.join(', ')}`).optional(),
  /** Name of the variable that holds the token. */
  token_env: environmentName,
});

export const workerConfig = z
  .strictObject({
    agents: boundedMap(agentName, agentConfig, limits.agents).default({}),
    default_agent: z.string().min(1).optional(),
    /** Absent: `runner` where the environment names one, else `bubblewrap` where the machine can run it, else `none`. */
    sandbox: z.enum(['none', 'bubblewrap', 'runner']).optional(),
    /** What the sandbox lets out: nothing, the hosts of `allow_hosts`, or everything public. Absent: `on`. */
    network: z.enum(['off', 'list', 'on']).optional(),
    /** A host name, `*.` before one, or an address; each may have a port. */
    allow_hosts: boundedList(allowedHost, most).default([]),
    /** Folders that are writable in the sandbox; `~` is the home folder of the worker. */
    caches: boundedList(z.string().min(1), most).default([]),
    /** Folders that are readable in the sandbox although they lie in a hidden folder. */
    read_only: boundedList(z.string().min(1), most).default([]),
    concurrency: z.number().int().min(1).max(64).optional(),
    forges: boundedList(forgeConfig, most).default([]),
    git: z.strictObject({ user_name: z.string().min(1).optional(), user_email: z.string().min(1).optional() }).default({}),
  })
  // Also where a part is wrong, so that a person sees all problems at once.
  .superRefine(refuseWhatDoesNotFit, { when: () => true });
export type WorkerConfig = z.infer<typeof workerConfig>;

/** The parts as they were written: a part that is wrong may hold anything. */
interface Written {
  readonly agents?: unknown;
  readonly default_agent?: unknown;
  readonly sandbox?: unknown;
  readonly network?: unknown;
  readonly allow_hosts?: unknown;
}

function refuseWhatDoesNotFit(given: Written, context: z.RefinementCtx): void {
  const refuse = (key: keyof Written, message: string, ...below: readonly string[]): void => {
    context.addIssue({ code: 'custom', path: [key, ...below], message });
  };
  if (typeof given !== 'object') return;
  const { agents, default_agent: name, sandbox, network, allow_hosts: hosts } = given;
  const known = Object.keys(agentsOf(agents));
  if (typeof name === 'string' && !known.includes(name)) {
    refuse('default_agent', `"${name}" must be one of the agents (configured: ${known.join(', ') || 'none'})`);
  }
  if (sandbox === 'bubblewrap') {
    for (const agent of known.filter((each) => hasHomeOfWorker(agentsOf(agents)[each]))) {
      refuse('agents', homeNeedsNone, agent, 'home');
    }
  }
  if (sandbox === 'none' && (network === 'off' || network === 'list')) {
    refuse('network', `"${network}" needs sandbox: bubblewrap, because nothing else keeps a program from the network`);
  }
  if (Array.isArray(hosts) && hosts.length > 0 && network !== 'list') {
    refuse('allow_hosts', 'is used with network: list only');
  }
}

const agentsOf = (given: unknown): Readonly<Record<string, unknown>> =>
  typeof given === 'object' && given !== null ? { ...given } : {};

export const homeNeedsNone = '"worker" needs sandbox: none, because a sandbox hides the home folder of the worker';

export const hasHomeOfWorker = (agent: unknown): boolean =>
  typeof agent === 'object' && agent !== null && 'home' in agent && agent.home === 'worker';

type ForgeConfig = WorkerConfig['forges'][number];

export const kindOfForge = ({ kind, api }: Pick<ForgeConfig, 'kind' | 'api'>): ForgeKind =>
  kind ?? (api !== undefined && /\/api\/v1\/?$/.test(api) ? 'gitea' : 'github');

/** Base URL of the API of a forge. */
export function apiOfForge(forge: Pick<ForgeConfig, 'kind' | 'api' | 'host'>): string {
  if (forge.api !== undefined) return forge.api;
  if (kindOfForge(forge) === 'gitea') return `https://${forge.host}/api/v1`;
  return forge.host === 'github.com' ? 'https://api.github.com' : `https://${forge.host}/api/v3`;
}

/** A forge, and what is needed to use its API. */
export interface ForgeAddress {
  readonly host: string;
  /** Base URL of the API. */
  readonly api: string;
  /** Which API it is. */
  readonly kind: ForgeKind;
  readonly tokenEnv: string;
  /** Undefined where the named variable is not set. */
  readonly token: string | undefined;
}

/** @param environment holds the tokens, in the variables that worker.yaml names */
export function addressOfForge(forge: ForgeConfig, environment: Readonly<Record<string, string | undefined>>): ForgeAddress {
  const token = environment[forge.token_env];
  return {
    host: forge.host,
    api: apiOfForge(forge),
    kind: kindOfForge(forge),
    tokenEnv: forge.token_env,
    token: token === '' ? undefined : token,
  };
}

/** The name of the agent that does a task which names none; undefined where worker.yaml does not say it. */
export function defaultAgentOf({
  agents,
  default_agent: named,
}: Pick<WorkerConfig, 'agents' | 'default_agent'>): string | undefined {
  const names = Object.keys(agents);
  return named ?? (names.length === 1 ? names[0] : undefined);
}

/** The models that a task may ask of the agent: null: any; an empty list: none, because a command of one's own takes no model. */
export function modelsOf(agent: AgentConfig): readonly string[] | null {
  if (!('preset' in agent)) return [];
  if (agent.models === undefined) return null;
  const { model, models, fallback_models: fallback = [] } = agent;
  return [...new Set([...(model === undefined ? [] : [model]), ...models, ...fallback])];
}
