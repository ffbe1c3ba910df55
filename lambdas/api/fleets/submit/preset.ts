/**
 * The preset `phases` as steps (semantics 21): design, analyze, implement in batches, verify, merge. It becomes steps at the submit, so that
 * a fleet that was accepted does not change with these texts.
 * Example: {name: 'phases', skip_design: true, auto_merge: true} → analyze, implement, verify, and merge without a gate.
 */
import type { SubmitBody } from '../../../../contracts/http/submit.ts';
import { presetLimits, type PresetRequest, type StepInput } from '../../../../contracts/steps.ts';

/** A file that says what is to be built. */
const specFile = '{spec.md,specs/**/spec.md}';

export function stepsOfPreset(preset: PresetRequest): StepInput[] {
  const { tasks_file: file, prompts } = preset;
  const without: Omit<StepInput, 'name'> = { workflow_ref: 'coding/new-task-v1', verifiers: [], build: false };
  const design: StepInput = {
    ...without,
    name: 'design',
    task_description: prompts.design ?? designText(file),
    expects: [specFile, file],
    ...(preset.reuse_spec ? { unless_exists: [specFile] } : {}),
  };
  const analyze: StepInput = { ...without, name: 'analyze', task_description: prompts.analyze ?? analyzeText(file) };
  const implement: StepInput = {
    ...without,
    name: 'implement',
    task_description: prompts.implement ?? implementText,
    batches: { file, size: preset.batch_size },
    build: 'last_batch',
  };
  const verify: StepInput = {
    workflow_ref: 'coding/new-task-v1',
    name: 'verify',
    task_description: prompts.verify ?? verifyText,
  };
  const merge: StepInput = { workflow_ref: 'coding/merge-v1', name: 'merge', ...(preset.auto_merge ? {} : { gate: 'person' }) };
  return [...(preset.skip_design ? [] : [design]), ...(preset.skip_analyze ? [] : [analyze]), implement, verify, merge];
}

const designText = (file: string): string =>
  `Design the work for {{repo}}. Write a specification to spec.md: what is to be done, why, and how one sees that it is done. Then write the tasks to ${file}: one line "- [ ] T001 …" for each, with ids that go on, under a heading "## …" for each part, in the order in which they are done. Change nothing else.`;

const analyzeText = (file: string): string =>
  `Compare the specification with ${file} and with the code of {{repo}}. Correct both where something is missing, is there twice, or contradicts itself. Change no code. Say what you corrected.`;

const implementText = `Implement the tasks of this batch in {{repo}}, as the specification says. Write tests with the code.`;

const verifyText = `Check whether {{repo}} does what the specification says. Run its tests. Mend what is wrong. End with a report: what was asked for, what was done, what was checked and how, and what is left.`;

/** The settings of a fleet with the preset, where its body does not say them. */
export const presetSettings = (preset: PresetRequest, targets: number) =>
  ({
    exclusive: true,
    heal: { enabled: true, max_attempts: presetLimits.healAttempts, max_budget_usd: presetLimits.healUsd, on_failure: 'pause' },
    budget: {
      fleet_usd: presetLimits.fleetUsdPerTarget * targets,
      target_usd: presetLimits.attemptUsd,
      heal_usd: presetLimits.healUsd,
    },
    pause_between: preset.pause_between_batches ? 'batches' : null,
    ...(targets === 1 ? { failure: null } : {}),
  }) as const satisfies Partial<SubmitBody>;
