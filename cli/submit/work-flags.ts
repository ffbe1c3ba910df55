import { Flags } from '@oclif/core';
import { shellWorkflow } from '../../contracts/workflows.ts';
import { usageError } from '../cli-error.ts';
import { parseSeconds } from '../parse-seconds.ts';
import { readText } from '../read-text.ts';
import { keyValues, splitPair } from './key-values.ts';

/** What is to be done, for a fleet and for a single task alike. */
export const workFlags = {
  task: Flags.string({ description: 'What is to be done, in words.', exclusive: ['task-file', 'command'] }),
  'task-file': Flags.string({
    description: 'File with what is to be done (- = standard input).',
    exclusive: ['command'],
    helpValue: 'FILE',
  }),
  command: Flags.string({
    description: `Shell command to run in each repository (workflow ${shellWorkflow}), where the setting allow_shell allows it.`,
    exclusive: ['workflow'],
  }),
  workflow: Flags.string({ description: 'Workflow that does it, for example coding/new-task-v1.' }),
  verify: Flags.string({
    description: 'Command that must exit 0 afterwards (sh -c), where the setting caller_verifiers allows it; many.',
    multiple: true,
    multipleNonGreedy: true,
    helpValue: 'NAME=COMMAND',
  }),
  param: Flags.string({
    description: 'Parameter of the work; many.',
    multiple: true,
    multipleNonGreedy: true,
    helpValue: 'KEY=VALUE',
  }),
  'max-turns': Flags.integer({ description: 'Turns an agent may take per attempt: told to it, not enforced.' }),
  'task-timeout': Flags.string({ description: 'Running time of one attempt: seconds, or 10m, 1h30m.', helpValue: 'TIME' }),
  'branch-prefix': Flags.string({ description: 'Start of the names of the branches.' }),
  'pr-title': Flags.string({ description: 'Title of the pull requests (a template).' }),
  'pr-body': Flags.string({ description: 'Body of the pull requests (a template).' }),
  'pr-label': Flags.string({ description: 'Label of the pull requests; many.', multiple: true, multipleNonGreedy: true }),
  draft: Flags.boolean({ description: 'Open the pull requests as drafts.' }),
};

export interface WorkFlagValues {
  readonly task?: string | undefined;
  readonly 'task-file'?: string | undefined;
  readonly command?: string | undefined;
  readonly workflow?: string | undefined;
  readonly verify?: readonly string[] | undefined;
  readonly param?: readonly string[] | undefined;
  readonly 'max-turns'?: number | undefined;
  readonly 'task-timeout'?: string | undefined;
  readonly 'branch-prefix'?: string | undefined;
  readonly 'pr-title'?: string | undefined;
  readonly 'pr-body'?: string | undefined;
  readonly 'pr-label'?: readonly string[] | undefined;
  readonly draft: boolean;
}

/** Some keys of a body. */
export type Part = Readonly<Record<string, unknown>>;

/** The keys of a body that the flags set; what they do not name is left to `base` (a fleet.yaml) or to the API. */
export async function workOfFlags(flags: WorkFlagValues, base: Part): Promise<Part> {
  const task = flags['task-file'] === undefined ? flags.task : (await readText(flags['task-file'])).trimEnd();
  const params = { ...keyValues('param', flags.param), ...(flags.command === undefined ? {} : { command: flags.command }) };
  return {
    ...given('workflow_ref', flags.command === undefined ? flags.workflow : shellWorkflow),
    ...given('task_description', task),
    ...(Object.keys(params).length > 0 ? { params: { ...objectAt(base, 'params'), ...params } } : {}),
    ...given('verifiers', flags.verify?.map(verifierOf)),
    ...given('max_turns', flags['max-turns']),
    ...given('timeout_s', flags['task-timeout'] === undefined ? undefined : parseSeconds(flags['task-timeout'])),
    ...pullRequestOf(flags, base),
  };
}

/** Nothing where the value is undefined, so that an absent flag overrides nothing. */
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
    ...(flags.draft ? { draft: true } : {}),
  };
  return Object.keys(own).length === 0 ? {} : { pull_request: { ...objectAt(base, 'pull_request'), ...own } };
}

/** The object under a key of a body; anything else there is left for the API to complain about. */
export function objectAt(body: Part, key: string): object {
  const value = body[key];
  return typeof value === 'object' && value !== null ? value : {};
}
