/** What is wrong with the steps of a submit, and with what goes only with steps: all problems at once, each with its JSON Pointer. */
import type { Problem } from '../../../../contracts/http/errors.ts';
import type { SubmitBody } from '../../../../contracts/http/submit.ts';
import type { KnownAgents } from '../../../../contracts/known-agents.ts';
import { limits } from '../../../../contracts/limits.ts';
import { findWorkflow, runsAgent, workflows, type Workflow } from '../../../../contracts/workflows.ts';
import type { PlanSpec } from '../../../../core/plan/plan-spec.ts';
import { utf8Bytes } from '../../../../core/text/utf8-bytes.ts';
import { agentProblems } from './agent-problems.ts';
import { canPause, healLimits, type Given } from './complete-body.ts';
import { frozenSteps, workflowOfStep } from './freeze-steps.ts';
import type { PlacedStep } from './place-steps.ts';
import { paramProblems, uselessKeys } from './useless-keys.ts';

export interface CheckedSteps extends Pick<PlanSpec, 'entries' | 'groups'> {
  /** Completed. */
  readonly body: SubmitBody;
  readonly steps: readonly PlacedStep[];
  readonly given: Given;
  readonly workflowRef: string;
  readonly targets: number;
  /** Those that share a sandbox count each. */
  readonly repos: number;
  /** Null: not known here. */
  readonly agents: KnownAgents | null;
}

const invalid = (path: string, message: string): Problem => ({ path, code: 'INVALID_VALUE', message });

export function stepProblems(checked: CheckedSteps): Problem[] {
  const { given, steps } = checked;
  const isBoth = given['steps'] != null && given['preset'] != null;
  return [
    ...(isBoth
      ? [invalid('/preset', 'preset and steps exclude each other, because the preset becomes steps: give one of them.')]
      : []),
    ...steps.flatMap((_, at) => problemsOfStep(checked, at)),
    ...(steps.length === 0
      ? contextProblems(checked)
      : [...targetsOfSteps(checked), ...untoldProblems(checked), ...sizeProblems(checked)]),
    ...pauseProblems(checked.body),
    ...healProblems(checked),
    ...exclusiveProblems(checked),
  ];
}

const contextProblems = ({ body: { context } }: CheckedSteps): Problem[] =>
  context == null ? [] : [invalid('/context', 'context is for the descriptions of steps: give steps or preset too.')];

function pauseProblems(body: SubmitBody): Problem[] {
  if (canPause(body)) return [];
  const between = body.pause_between ?? '';
  const missing = (body.steps ?? []).length === 0 ? 'steps or preset' : 'batches of a step';
  return [invalid('/pause_between', `pause_between ${between} needs ${missing}: without them there is nothing between.`)];
}

function problemsOfStep(checked: CheckedSteps, at: number): Problem[] {
  const placed = checked.steps[at];
  if (!placed) return [];
  const { step, pointer } = placed;
  const ref = workflowOfStep(step, checked.workflowRef);
  const workflow = findWorkflow(ref);
  if (!workflow) return step.workflow_ref == null ? [] : [unknownWorkflow(ref, pointer)];
  return [
    ...workflowProblems(workflow, placed, at),
    ...uselessKeys(workflow, placed),
    ...paramProblems(workflow, placed, checked.body.params),
    ...agentsOfStep(checked, placed, workflow),
  ];
}

function unknownWorkflow(ref: string, pointer: string): Problem {
  const known = workflows.filter(({ needsRepo }) => needsRepo).map(({ id }) => id);
  const message = `workflow_ref ${ref.slice(0, 200)} is not a workflow of this platform, or not in that version. Known for a step: ${known.join(', ')}.`;
  return { path: `${pointer}/workflow_ref`, code: 'UNKNOWN_WORKFLOW', message };
}

/** That of the fleet is checked with the fleet. */
function workflowProblems(workflow: Workflow, { step, pointer }: PlacedStep, at: number): Problem[] {
  const { id, needsRepo, acceptsPr, readOnly } = workflow;
  const path = step.workflow_ref == null ? '/workflow_ref' : `${pointer}/workflow_ref`;
  if (!needsRepo) {
    const message = `${id} works on no repository, and a step works on the repository of its target.`;
    return step.workflow_ref == null ? [] : [invalid(path, message)];
  }
  if (readOnly && !acceptsPr) return [invalid(path, `${id} leaves nothing in the branch, so it is no step.`)];
  if (!acceptsPr || at > 0) return [];
  return [invalid(path, `${id} works on the pull request of its target, which has none before its first step.`)];
}

/** The agent and the model of the fleet are checked with the fleet. */
function agentsOfStep({ agents, body }: CheckedSteps, { step, pointer }: PlacedStep, workflow: Workflow): Problem[] {
  // A model without an agent is one of the agent of the fleet.
  const asked = { agent: step.agent, model: step.model };
  const ofFleet = step.model != null && step.agent == null && workflow.agent ? body.agent : null;
  return agentProblems({ ...asked, ...(ofFleet == null ? {} : { agent: ofFleet }) }, workflow, agents).flatMap((problem) =>
    ofFleet != null && problem.path === '/agent' ? [] : [{ ...problem, path: `${pointer}${problem.path}` }],
  );
}

/** A target with steps makes its own pull request. */
function targetsOfSteps({ entries, groups }: Pick<CheckedSteps, 'entries' | 'groups'>): Problem[] {
  const message = 'pr_number is not taken with steps: they make a pull request of their own.';
  return [
    ...entries.flatMap(({ entry, pointer }) => (entry.prNumber === null ? [] : [invalid(`${pointer}/pr_number`, message)])),
    ...groups.flatMap((group) => targetsOfSteps({ entries: group.targets, groups: group.groups })),
  ];
}

/** The description of a step goes first: where each step has one, that of the fleet or of a target is told to nobody. */
function untoldProblems({ given, steps, entries, groups, workflowRef }: CheckedSteps): Problem[] {
  const takesNone = ({ step }: PlacedStep): boolean =>
    step.task_description != null || !runsAgent(workflowOfStep(step, workflowRef));
  if (!steps.every(takesNone)) return [];
  const ofFleet = given['task_description'] == null ? [] : ['/task_description'];
  return [...ofFleet, ...describedTargets({ entries, groups })].map((path) => invalid(path, toldToNobody));
}

const toldToNobody =
  'task_description is told to no step, because each has a text of its own: say it in context, or in task_description of a step (prompts of a preset).';

const describedTargets = ({ entries, groups }: Pick<CheckedSteps, 'entries' | 'groups'>): string[] => [
  ...entries.flatMap(({ entry, pointer }) => (entry.taskDescription === null ? [] : [`${pointer}/task_description`])),
  ...groups.flatMap((group) => describedTargets({ entries: group.targets, groups: group.groups })),
];

/** One item of the table holds all of them, each with the params of the fleet. */
function sizeProblems({ body, workflowRef }: CheckedSteps): Problem[] {
  const bytes = utf8Bytes(JSON.stringify(frozenSteps(body, workflowRef)));
  if (bytes <= limits.stepsBytes) return [];
  const [kib, most] = [Math.ceil(bytes / 1024), limits.stepsBytes / 1024];
  const message = `The steps have ${kib} KiB as JSON, each with the params of the fleet; ${most} KiB are allowed. Shorten them.`;
  return [{ path: '/steps', code: 'TOO_LONG', message }];
}

function healProblems({ body: { heal }, steps, given, workflowRef }: CheckedSteps): Problem[] {
  const refs = steps.length > 0 ? steps.map(({ step }) => workflowOfStep(step, workflowRef)) : [workflowRef];
  const useless = heal?.enabled === true && !refs.some(runsAgent);
  const { ofBudget, ofHeal } = healLimits(given);
  const differs = ofBudget !== undefined && ofHeal !== undefined && ofBudget !== ofHeal;
  return [
    ...(useless
      ? [invalid('/heal', 'Only work of an agent is healed, and no work of this fleet is done by one: leave heal out.')]
      : []),
    ...(differs
      ? [
          invalid(
            '/heal/max_budget_usd',
            `heal.max_budget_usd and budget.heal_usd are one limit, and they say ${ofHeal} and ${ofBudget}: give one of them.`,
          ),
        ]
      : []),
  ];
}

function exclusiveProblems({ body: { exclusive }, targets, repos, given }: CheckedSteps): Problem[] {
  if (!exclusive || repos <= limits.exclusiveTargets) return [];
  const whatHelps = given['exclusive'] == null ? 'say exclusive: false' : 'leave exclusive out';
  const what = repos === targets ? 'targets' : 'repositories';
  const message = `An exclusive fleet has at most ${limits.exclusiveTargets} ${what}, and this one has ${repos}. Split it, or ${whatHelps}.`;
  return [invalid('/exclusive', message)];
}
