/** The flags for the steps of a fleet, for what waits between them, and for heals, and the keys of a request that they set. */
import { Flags, type Interfaces } from '@oclif/core';
import { pausesBetween } from '../../core/settings.ts';
import { usageError } from '../cli-error.ts';
import { batchSizeFlag } from '../flags.ts';
import { readDocument } from '../read-document.ts';
import { readText } from '../read-text.ts';
import { readStepsFile } from './read-steps-file.ts';
import { usdOf } from './setting-flags.ts';
import { given, objectAt, type Part } from './work-flags.ts';

const ofPreset = {
  'skip-design': Flags.boolean({ description: 'Preset: without the step design.' }),
  'skip-analyze': Flags.boolean({ description: 'Preset: without the step analyze.' }),
  'reuse-spec': Flags.boolean({ description: 'Preset: skip the design where the repository has a spec.md.' }),
  'auto-merge': Flags.boolean({ description: 'Preset: merge without waiting for a person.' }),
  'tasks-file': Flags.string({
    description: 'Preset: file in the repository with the list of tasks (default: tasks.md).',
    helpValue: 'PATH',
  }),
  'batch-size': batchSizeFlag,
  'pause-between-batches': Flags.boolean({ description: 'Preset: wait for a person before each further batch.' }),
};

export const stepFlags = {
  'steps-file': Flags.string({
    description: 'File with the steps that each target takes, as a list in YAML or JSON; - is standard input.',
    exclusive: ['tasks-md', 'preset'],
    helpValue: 'FILE',
  }),
  preset: Flags.option({
    options: ['phases'] as const,
    description: 'Steps that need no file: design, analyze, implement in batches, verify, and merge after a person has looked.',
    exclusive: ['tasks-md', 'command'],
    helpValue: 'phases',
  })(),
  ...ofPreset,
  context: Flags.string({
    description: 'Text that each step is told, 10,000 characters at most.',
    exclusive: ['context-file'],
    helpValue: 'TEXT',
  }),
  'context-file': Flags.string({ description: 'File with that text; - is standard input.', helpValue: 'FILE' }),
  'pause-between': Flags.option({
    options: pausesBetween,
    description: 'Let each target wait for a person before each further step, or before each further batch of a step.',
    helpValue: pausesBetween.join('|'),
  })(),
  heal: Flags.integer({
    description: 'After a failure of the work, try N times more, and tell the agent what failed and what is left.',
    min: 0,
    helpValue: 'N',
  }),
  'heal-budget': Flags.string({ description: 'US dollars that one heal may cost (default: 2).', helpValue: 'USD' }),
  'heal-on-failure': Flags.option({
    options: ['pause', 'continue'] as const,
    description: 'Pause the fleet when a target fails although it was healed, or let the others go on.',
  })(),
  exclusive: Flags.boolean({
    description: 'Refuse if another exclusive fleet that has not ended works on one of the repositories.',
  }),
};

export type StepFlagValues = Interfaces.InferredFlags<typeof stepFlags> & {
  readonly [K in 'tasks-md' | 'task' | 'task-file']?: string | undefined;
};

/**
 * The keys that the given flags set.
 * @param base the fleet.yaml, whose `preset` and `heal` the flags extend
 * @throws CliError (usage) for a flag of a preset without one, and for a task with one; CliError with every problem of the file of steps
 */
export async function stepsOfFlags(flags: StepFlagValues, base: Part): Promise<Part> {
  if (flags.preset !== undefined && (flags.task !== undefined || flags['task-file'] !== undefined)) {
    throw usageError('each step of a preset has its own task: say with --context or --context-file what is to be done.');
  }
  const { 'steps-file': file, 'context-file': told } = flags;
  return {
    ...given('steps', file === undefined ? undefined : readStepsFile(file, await readDocument(file))),
    ...given('preset', presetOfFlags(flags, base)),
    ...given('context', told === undefined ? flags.context : (await readText(told)).trimEnd()),
    ...given('pause_between', flags['pause-between']),
    ...given('heal', healOfFlags(flags, base)),
    ...(flags.exclusive ? { exclusive: true } : {}),
  };
}

/** Keys of a fleet.yaml for which a flag stands: a request has steps or a preset, not both. */
export function droppedBySteps({ preset, 'steps-file': file, 'tasks-md': tasks }: Readonly<Record<string, unknown>>): string[] {
  if (preset !== undefined) return ['steps'];
  return file === undefined && tasks === undefined ? [] : ['preset'];
}

function presetOfFlags(flags: StepFlagValues, base: Part): object | undefined {
  const own = {
    ...(flags['skip-design'] ? { skip_design: true } : {}),
    ...(flags['skip-analyze'] ? { skip_analyze: true } : {}),
    ...(flags['reuse-spec'] ? { reuse_spec: true } : {}),
    ...(flags['auto-merge'] ? { auto_merge: true } : {}),
    ...given('tasks_file', flags['tasks-file']),
    ...given('batch_size', flags['batch-size']),
    ...(flags['pause-between-batches'] ? { pause_between_batches: true } : {}),
  };
  const isAsked = flags['steps-file'] === undefined && (flags.preset !== undefined || 'name' in objectAt(base, 'preset'));
  if (isAsked) {
    return flags.preset === undefined && Object.keys(own).length === 0
      ? undefined
      : { ...objectAt(base, 'preset'), ...given('name', flags.preset), ...own };
  }
  // Both lists have the same keys. A flag that was not given is false or undefined.
  const named = Object.keys(ofPreset).filter((name) => Boolean(flags[name as keyof typeof ofPreset]));
  const lone = named.find((name) => name !== 'batch-size' || flags['tasks-md'] === undefined);
  if (lone !== undefined) throw usageError(`--${lone} belongs to a preset: give --preset phases too, or leave it out.`);
  return undefined;
}

function healOfFlags(
  { heal, 'heal-budget': budget, 'heal-on-failure': onFailure }: StepFlagValues,
  base: Part,
): object | undefined {
  if (heal === undefined && budget === undefined && onFailure === undefined) return undefined;
  return {
    ...objectAt(base, 'heal'),
    ...(heal === undefined ? {} : { enabled: heal > 0, max_attempts: heal }),
    ...given('max_budget_usd', usdOf('heal-budget', budget)),
    ...given('on_failure', onFailure),
  };
}
