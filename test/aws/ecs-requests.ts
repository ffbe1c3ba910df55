/** The requests to ECS that the stand-in takes, with the bounds of the documented shapes. Every other member is refused. */
import * as z from 'zod';

export class EcsError extends Error {
  readonly more: object;
  readonly status: number;

  constructor(name: string, message: string, more: object = {}) {
    super(message);
    this.name = name;
    this.more = more;
    this.status = name === 'ServerException' ? 500 : 400;
  }
}

export function parseRequest<T extends z.ZodType>(schema: T, body: unknown): z.output<T> {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  throw new EcsError('InvalidParameterException', problems.join('; '));
}

const pair = z.strictObject({ name: z.string().min(1), value: z.string() });

const containerOverride = z.strictObject({
  name: z.string().min(1),
  command: z.array(z.string()).optional(),
  environment: z.array(pair).default([]),
  cpu: z.int().optional(),
  memory: z.int().optional(),
});

const awsvpc = z.strictObject({
  subnets: z
    .array(z.string().regex(/^subnet-/))
    .min(1)
    .max(16),
  securityGroups: z.array(z.string().regex(/^sg-/)).max(5).default([]),
  assignPublicIp: z.enum(['ENABLED', 'DISABLED']),
});

/** ECS takes so many characters of overrides. */
const mostOfOverrides = 8_192;

export const runTaskRequest = z.strictObject({
  cluster: z.string().min(1),
  taskDefinition: z.string().min(1),
  count: z.int().min(1).max(10).default(1),
  clientToken: z.string().regex(/^[\x21-\x7e]{1,64}$/),
  startedBy: z
    .string()
    .regex(/^[A-Za-z0-9_/-]{1,128}$/)
    .optional(),
  /** The definitions here are of awsvpc, which needs it. */
  networkConfiguration: z.strictObject({ awsvpcConfiguration: awsvpc }),
  // `launchType` is not taken beside it.
  capacityProviderStrategy: z
    .array(
      z.strictObject({
        capacityProvider: z.enum(['FARGATE', 'FARGATE_SPOT']),
        weight: z.int().min(0).max(1_000).default(0),
        base: z.int().min(0).max(100_000).default(0),
      }),
    )
    .min(1)
    .max(20),
  enableExecuteCommand: z.boolean().default(false),
  enableECSManagedTags: z.boolean().default(false),
  propagateTags: z.enum(['TASK_DEFINITION', 'SERVICE', 'NONE']).optional(),
  group: z.string().optional(),
  overrides: z
    .strictObject({ containerOverrides: z.array(containerOverride).default([]) })
    .refine((overrides) => JSON.stringify(overrides).length <= mostOfOverrides, 'Overrides are too large')
    .prefault({}),
});
export type RunTaskRequest = z.infer<typeof runTaskRequest>;

export const listTasksRequest = z.strictObject({
  cluster: z.string().min(1),
  family: z.string().optional(),
  desiredStatus: z.enum(['RUNNING', 'PENDING', 'STOPPED']).default('RUNNING'),
  maxResults: z.int().min(1).max(100).default(100),
  nextToken: z.string().optional(),
});
