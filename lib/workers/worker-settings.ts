/** The setting `workers`: whether the deployment has containers that do tasks, of which kind, and with what. */
import * as z from 'zod';
import { workerNetwork } from './network-settings.ts';
import { problemOfSize } from './fargate-sizes.ts';

const variableName = z
  .string()
  .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'must be the name of an environment variable')
  .refine((name) => !/^(?:BGAGENT_|AWS_|ECS_)/i.test(name), 'must not begin with BGAGENT_, AWS_ or ECS_');

const secretArn = z
  .string()
  .regex(
    /^arn:[a-z-]+:secretsmanager:[a-z0-9-]+:\d{12}:secret:[A-Za-z0-9/_+=.@-]+-[A-Za-z0-9]{6}$/,
    'must be the whole ARN of a secret of Secrets Manager, with the six characters at its end',
  );

/** As ECS takes it: a key of a secret that is JSON, its stage and its version may follow. */
const secretOfContainer = z
  .string()
  .regex(
    /^arn:[a-z-]+:secretsmanager:[a-z0-9-]+:\d{12}:secret:[A-Za-z0-9/_+=.@-]+-[A-Za-z0-9]{6}(?::[^:]*:[^:]*:[^:]*)?$/,
    'must be the whole ARN of a secret of Secrets Manager, with the six characters at its end; ":key::" may follow for one key of JSON',
  );

const kmsKey = z.string().regex(/^arn:[a-z-]+:kms:[a-z0-9-]+:\d{12}:key\/[A-Za-z0-9-]+$/, 'must be the ARN of a key of KMS');

const ofBoth = {
  /** URI of the image. Or `build: true`: the CDK builds docker/worker and pushes it to the assets of the account. */
  image: z
    .string()
    .regex(/^[a-z0-9.:/_-]+(?::[A-Za-z0-9._-]+)?(?:@sha256:[0-9a-f]{64})?$/, 'must be the URI of an image')
    .optional(),
  build: z.literal(true).optional(),
  /** Arguments of the build, such as the agent to install. */
  build_args: z.record(z.string(), z.string()).default({}),
  /** Units of CPU; 1024 are one vCPU. */
  cpu: z.int().default(2_048),
  memory_mib: z.int().default(8_192),
  /** Disk of a task, for the clones and what the work builds there. */
  ephemeral_gib: z.int().min(20).max(200).default(20),
  /** Whether tasks run on spare capacity, which costs less, and which AWS may take back with two minutes of notice. */
  spot: z.boolean().default(false),
  /** Path of the worker.yaml, from the folder in which the CDK runs. */
  worker_yaml: z.string().min(1),
  /** Variables of the worker from secrets, such as the keys of models. worker.yaml says which of them an agent gets. */
  secrets: z
    .array(z.strictObject({ env: variableName, secret: secretOfContainer }))
    .max(50)
    .default([]),
  /** The keys of KMS with which secrets are encrypted, where that is not the key of the account. */
  kms_keys: z.array(kmsKey).max(20).default([]),
  network: workerNetwork,
  /** Whether CloudWatch measures each task; it is billed as custom metrics. */
  container_insights: z.boolean().default(false),
};

const isolated = z.strictObject({
  kind: z.literal('isolated'),
  ...ofBoth,
  /** Tasks at a time. */
  max: z.int().min(1).max(500).default(20),
  /** The secret of a GitHub App: `{"app_id": …, "private_key": …}`. */
  github_app: secretArn.optional(),
  /** Secrets with a token, by the host of the forge. */
  forge_tokens: z
    .array(z.strictObject({ host: z.string().regex(/^[a-z0-9.-]+(?::\d{1,5})?$/i, 'must be a host name'), secret: secretArn }))
    .max(20)
    .default([]),
});

const pooled = z.strictObject({
  kind: z.literal('pooled'),
  ...ofBoth,
  /** Workers at a time. */
  max: z.int().min(1).max(100).default(5),
  /** Tasks at a time in each worker. */
  concurrency: z.int().min(1).max(64).default(4),
});

export const workerSettings = z
  .discriminatedUnion('kind', [z.strictObject({ kind: z.literal('none') }), isolated, pooled], {
    error: 'must have a kind: none, isolated or pooled',
  })
  // Also where a part is wrong, so that a person sees all problems at once.
  .superRefine(refuseWhatDoesNotFit, { when: () => true })
  .default({ kind: 'none' });

export type WorkerSettings = z.infer<typeof workerSettings>;
export type IsolatedSettings = Extract<WorkerSettings, { kind: 'isolated' }>;
export type PooledSettings = Extract<WorkerSettings, { kind: 'pooled' }>;
export type ContainerSettings = IsolatedSettings | PooledSettings;

/** The parts as they were written: a part that is wrong may hold anything. */
interface Written {
  readonly kind?: unknown;
  readonly image?: unknown;
  readonly build?: unknown;
  readonly build_args?: unknown;
  readonly cpu?: unknown;
  readonly memory_mib?: unknown;
  readonly secrets?: unknown;
  readonly forge_tokens?: unknown;
}

function refuseWhatDoesNotFit(given: Written, context: z.RefinementCtx): void {
  if (typeof given !== 'object' || (given.kind !== 'isolated' && given.kind !== 'pooled')) return;
  const refuse = (path: PropertyKey[], message: string): void => {
    context.addIssue({ code: 'custom', path, message });
  };
  if ((given.image === undefined) === (given.build === undefined)) {
    refuse(['image'], 'must be given, or build: true, and not both');
  } else if (given.build === undefined && Object.keys(given.build_args ?? {}).length > 0) {
    refuse(['build_args'], 'are for build: true');
  }
  const problem = problemOfSize(given.cpu ?? 2_048, given.memory_mib ?? 8_192);
  if (problem) refuse([problem.setting], problem.message);
  for (const [list, key] of [
    ['secrets', 'env'],
    ['forge_tokens', 'host'],
  ] as const) {
    for (const [at, name] of repeated(given[list], key)) refuse([list, at, key], `"${name}" is there twice`);
  }
}

/** The entries of a list that say the same as one before them, by their place. */
function repeated(list: unknown, key: string): readonly (readonly [at: number, name: string])[] {
  const seen = new Set<string>();
  return (Array.isArray(list) ? list : []).flatMap((entry: unknown, at) => {
    const name: unknown = typeof entry === 'object' && entry !== null ? Reflect.get(entry, key) : undefined;
    if (typeof name !== 'string') return [];
    if (seen.has(name.toLowerCase())) return [[at, name] as const];
    seen.add(name.toLowerCase());
    return [];
  });
}
