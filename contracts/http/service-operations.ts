/** The operations about the service itself: whether it answers, what it offers, and who asks. */
import * as z from 'zod';
import { knownAgents } from '../known-agents.ts';
import { scopes } from '../scopes.ts';
import { signInView } from '../sign-in.ts';
import { commonErrors, type Operation } from './operation.ts';

/** Version of the API in its document and in the answer of health. */
export const apiVersion = '0.1.0';

const health = z.object({ status: z.literal('ok'), version: z.string() }).meta({ id: 'Health' });

const count = z.number().int().nonnegative();

export const meView = z
  .object({
    user: z.string().describe('The subject of the token.'),
    operator: z.boolean().describe('Whether the caller sees and steers the fleets of all users, and changes repositories.'),
    machine: z.boolean().describe('Whether a client signed in for itself, and not for a person.'),
    groups: z.array(z.string()).describe('Of the caller, as the token names them.'),
    scopes: z.array(z.enum(scopes)).describe('What the token is narrowed to: all scopes, unless it names some.'),
    version: z.string().describe('Of the API.'),
    agents: knownAgents.nullable().describe('The agents of the workers with their models; null: not known here.'),
    allow_shell: z.boolean().describe('Whether `shell/run-v1` may be used.'),
    caller_verifiers: z.boolean().describe('Whether callers may give verifiers.'),
    limits: z.object({
      targets: count.describe('Of one fleet.'),
      exclusive_targets: count.describe('Of one exclusive fleet.'),
      user_task_cap: count.describe('Tasks of the caller that run at the same time; 0: no cap.'),
    }),
  })
  .meta({ id: 'Me' });
export type MeView = z.infer<typeof meView>;

export const workflowView = z
  .object({
    id: z.string(),
    version: z.string(),
    needs_repo: z.boolean(),
    needs_one_of: z
      .array(z.enum(['issue_number', 'task_description', 'pr_number']))
      .describe('At least one of these must be given.'),
    read_only: z.boolean().describe('It pushes nothing.'),
    shell: z.boolean().describe('It runs a command of the caller.'),
    agent: z.boolean().describe('Its work is done by an agent.'),
    merges: z.boolean().describe('It merges the pull request of its branch.'),
    available: z.boolean().describe('Whether the settings of the service allow it.'),
  })
  .meta({ id: 'Workflow' });
export type WorkflowView = z.infer<typeof workflowView>;

export const serviceOperations = {
  getHealth: {
    tag: 'service',
    method: 'GET',
    path: '/v1/health',
    summary: 'Tell whether the service answers',
    access: 'anyone',
    success: { status: 200, shape: 'one', schema: health, description: 'The service answers.' },
    errors: ['VALIDATION_ERROR', 'INTERNAL_ERROR'],
  },
  getOpenapi: {
    tag: 'service',
    method: 'GET',
    path: '/v1/openapi.json',
    summary: 'Read this document',
    access: 'anyone',
    success: {
      status: 200,
      shape: 'document',
      schema: z.record(z.string(), z.unknown()),
      description: 'An OpenAPI 3.1 document.',
    },
    errors: ['VALIDATION_ERROR', 'INTERNAL_ERROR'],
  },
  getSignIn: {
    tag: 'service',
    method: 'GET',
    path: '/v1/sign-in',
    summary: 'Tell where and how to sign in',
    access: 'anyone',
    success: { status: 200, shape: 'one', schema: signInView, description: 'The issuer, and the client of the command line.' },
    errors: ['VALIDATION_ERROR', 'INTERNAL_ERROR'],
  },
  getMe: {
    tag: 'service',
    method: 'GET',
    path: '/v1/me',
    summary: 'Tell who asks, and what the service offers',
    access: 'caller',
    etag: true,
    success: { status: 200, shape: 'one', schema: meView, description: 'The caller, limits and agents.' },
    errors: ['UNAUTHORIZED', 'INTERNAL_ERROR', 'SERVICE_UNAVAILABLE', 'VALIDATION_ERROR'],
  },
  listWorkflows: {
    tag: 'service',
    method: 'GET',
    path: '/v1/workflows',
    summary: 'List the workflows that tasks and fleets can ask for',
    access: 'caller',
    scope: 'any',
    etag: true,
    success: { status: 200, shape: 'list', schema: workflowView, description: 'All of them, on one page.' },
    errors: [...commonErrors, 'VALIDATION_ERROR'],
  },
} as const satisfies Record<string, Operation>;
