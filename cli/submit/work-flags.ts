/** The flags that describe the work, for a fleet and for a single task, and the part of a request that they make. */
import { Flags } from '@oclif/core';
import { reportWorkflow, shellWorkflow } from '../../contracts/workflows.ts';
import { usageError } from '../cli-error.ts';
import { parseSeconds } from '../parse-seconds.ts';
import { readText } from '../read-text.ts';
import { readReportSchema } from './read-report-schema.ts';
import { keyValues, splitPair } from './key-values.ts';

export const workFlags = {
  task: Flags.string({ description: 'The work in words, for an agent.', exclusive: ['task-file', 'command'] }),
  'task-file': Flags.string({
    description: 'File with the work in words; - is standard input.',
    exclusive: ['command'],
    helpValue: 'FILE',
  }),
  command: Flags.string({
    description: `Shell command to run instead of an agent (workflow ${shellWorkflow}), if the installation sets allow_shell.`,
    exclusive: ['workflow'],
  }),
  'report-schema': Flags.string({
    description: `File with a JSON Schema, as JSON or YAML: each repository is asked for an answer in this form, and nothing is changed (workflow ${reportWorkflow}); - is standard input.`,
    exclusive: ['command', 'workflow'],
    helpValue: 'FILE',
  }),
  workflow: Flags.string({ description: 'Workflow that does the work, for example coding/new-task-v1.' }),
  verify: Flags.string({
    description:
      'Command that must exit with 0 after the work (run with sh -c), if the installation sets caller_verifiers; repeatable.',
    multiple: true,
    multipleNonGreedy: true,
    helpValue: 'NAME=COMMAND',
  }),
  param: Flags.string({
    description: 'Parameter of the workflow; repeatable.',
    multiple: true,
    multipleNonGreedy: true,
    helpValue: 'KEY=VALUE',
  }),
  agent: Flags.string({
    description: 'Agent of worker.yaml that does the work (default: the default of the worker).',
    helpValue: 'NAME',
  }),
  model: Flags.string({ description: 'Model of the agent (default: the one in worker.yaml).' }),
  'max-turns': Flags.integer({
    description:
      'Turns that an agent may take per attempt. A preset keeps to it where its program can; a command of your own is told.',
  }),
  'task-timeout': Flags.string({ description: 'Time limit of one attempt: seconds, or 10m, 1h30m.', helpValue: 'TIME' }),
  'branch-prefix': Flags.string({ description: 'Prefix of the branch names.' }),
  'pr-title': Flags.string({ description: 'Title of the pull requests, with {{repo}} and other variables.' }),
  'pr-body': Flags.string({ description: 'Body of the pull requests, with {{repo}} and other variables.' }),
  'pr-label': Flags.string({ description: 'Label of the pull requests; repeatable.', multiple: true, multipleNonGreedy: true }),
  reviewer: Flags.string({
    description: 'Who is asked to review the pull requests: a user, or a team as OWNER/TEAM; repeatable.',
    multiple: true,
    multipleNonGreedy: true,
    helpValue: 'USER|OWNER/TEAM',
  }),
  draft: Flags.boolean({ description: 'Open the pull requests as drafts.' }),
};

export interface WorkFlagValues {
  readonly task?: string | undefined;
  readonly 'task-file'?: string | undefined;
  readonly command?: string | undefined;
  readonly 'report-schema'?: string | undefined;
  readonly workflow?: string | undefined;
  readonly verify?: readonly string[] | undefined;
  readonly param?: readonly string[] | undefined;
  readonly agent?: string | undefined;
  readonly model?: string | undefined;
  readonly 'max-turns'?: number | undefined;
  readonly 'task-timeout'?: string | undefined;
  readonly 'branch-prefix'?: string | undefined;
  readonly 'pr-title'?: string | undefined;
  readonly 'pr-body'?: string | undefined;
  readonly 'pr-label'?: readonly string[] | undefined;
  readonly reviewer?: readonly string[] | undefined;
  readonly draft: boolean;
}

/** Some keys of a body. */
export type Part = Readonly<Record<string, unknown>>;

/** The keys of a request that the flags set. `base` is a fleet.yaml whose `params` and `pull_request` the flags extend. */
export async function workOfFlags(flags: WorkFlagValues, base: Part): Promise<Part> {
  const task = flags['task-file'] === undefined ? flags.task : (await readText(flags['task-file'])).trimEnd();
  const schema = flags['report-schema'];
  const params = { ...keyValues('param', flags.param), ...(flags.command === undefined ? {} : { command: flags.command }) };
  return {
    ...given('workflow_ref', workflowOf(flags)),
    ...given('report', schema === undefined ? undefined : await readReportSchema(schema)),
    ...given('task_description', task),
    ...(Object.keys(params).length > 0 ? { params: { ...objectAt(base, 'params'), ...params } } : {}),
    ...given('verifiers', flags.verify?.map(verifierOf)),
    ...given('agent', flags.agent),
    ...given('model', flags.model),
    ...given('max_turns', flags['max-turns']),
    ...given('timeout_s', flags['task-timeout'] === undefined ? undefined : parseSeconds(flags['task-timeout'])),
    ...pullRequestOf(flags, base),
  };
}

function workflowOf({ command, 'report-schema': schema, workflow }: WorkFlagValues): string | undefined {
  if (command !== undefined) return shellWorkflow;
  return schema === undefined ? workflow : reportWorkflow;
}

/** An empty object when the value is undefined, so that an absent flag overrides nothing. */
export const given = (key: string, value: unknown): Part => (value === undefined ? {} : { [key]: value });

function verifierOf(text: string): { name: string; command: string[] } {
  const [name, command] = splitPair('verify', text);
  if (command.trim() === '') throw usageError(`--verify ${text} has no command: write --verify 'NAME=COMMAND'.`);
  return { name, command: ['sh', '-c', command] };
}

function pullRequestOf(flags: WorkFlagValues, base: Part): Part {
  const own = {
    ...given('branch_prefix', flags['branch-prefix']),
    ...given('title', flags['pr-title']),
    ...given('body', flags['pr-body']),
    ...given('labels', flags['pr-label']),
    ...given('reviewers', flags.reviewer),
    ...(flags.draft ? { draft: true } : {}),
  };
  return Object.keys(own).length === 0 ? {} : { pull_request: { ...objectAt(base, 'pull_request'), ...own } };
}

/** The object under a key of a request; empty for another value, about which the API complains. */
export function objectAt(body: Part, key: string): object {
  const value = body[key];
  return typeof value === 'object' && value !== null ? value : {};
}
