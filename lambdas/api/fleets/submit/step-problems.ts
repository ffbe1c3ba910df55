/** What is wrong with the steps of a submit, and with what goes only with steps: all problems at once, each with its JSON Pointer. */
import type { Problem } from '../../../../contracts/http/errors.ts';
import type { SubmitBody } from '../../../../contracts/http/submit.ts';
import type { KnownAgents } from '../../../../contracts/known-agents.ts';
import { limits } from '../../../../contracts/limits.ts';
import { wrongMergeParams } from '../../../../contracts/merge-params.ts';
import type { StepRequest } from '../../../../contracts/steps.ts';
import { findWorkflow, runsAgent, workflows, type Workflow } from '../../../../contracts/workflows.ts';
import { agentProblems } from './agent-problems.ts';
import { healUsdIn } from './complete-body.ts';
import { workflowOfStep } from './freeze-steps.ts';

interface Checked {
  /** Completed. */
  readonly body: SubmitBody;
  /** As its caller sent it. */
  readonly raw: unknown;
  readonly workflowRef: string;
  readonly targets: number;
  /** Null: not known here. */
  readonly agents: KnownAgents | null;
}

const invalid = (path: string, message: string): Problem => ({ path, code: 'INVALID_VALUE', message });

export function stepProblems(checked: Checked): Problem[] {
  const { body, raw } = checked;
  const steps = body.steps ?? [];
  const isBoth = typeof raw === 'object' && raw !== null && 'steps' in raw && raw.steps != null && body.preset != null;
  return [
    ...(isBoth ? [invalid('/preset', 'preset and steps exclude each other: the preset becomes steps.')] : []),
    ...(steps.length === 0 ? withoutSteps(body) : steps.flatMap((step, at) => problemsOfStep(checked, step, at))),
    ...(steps.length === 0 ? [] : targetsOfSteps(body)),
    ...healProblems(checked),
    ...exclusiveProblems(checked),
  ];
}

const withoutSteps = ({ context, pause_between: pause }: SubmitBody): Problem[] => [
  ...(context == null ? [] : [invalid('/context', 'context is for the descriptions of steps: give steps or preset too.')]),
  ...(pause == null
    ? []
    : [invalid('/pause_between', 'pause_between needs steps or preset: without them there is nothing between.')]),
];

function problemsOfStep(checked: Checked, step: StepRequest, at: number): Problem[] {
  const path = `/steps/${at}`;
  const ref = workflowOfStep(step, checked.workflowRef);
  const workflow = findWorkflow(ref);
  if (!workflow) {
    const known = workflows.filter(({ needsRepo }) => needsRepo).map(({ id }) => id);
    const message = `workflow_ref ${ref.slice(0, 200)} is not a workflow of this platform, or not in that version. Known for a step: ${known.join(', ')}.`;
    return [{ path: `${path}/workflow_ref`, code: 'UNKNOWN_WORKFLOW', message }];
  }
  return [
    ...workflowProblems(workflow, path, at),
    ...uselessKeys(workflow, step, path),
    ...agentsOfStep(checked, step, { workflow, path }),
  ];
}

function workflowProblems({ id, needsRepo, acceptsPr, readOnly }: Workflow, path: string, at: number): Problem[] {
  const pointer = `${path}/workflow_ref`;
  if (!needsRepo) return [invalid(pointer, `${id} works on no repository, and a step works on the repository of its target.`)];
  if (acceptsPr && at === 0)
    {return [invalid(pointer, `${id} works on the pull request of its target, which has none before its first step.`)];}
  return readOnly && !acceptsPr ? [invalid(pointer, `${id} leaves nothing in the branch, so it is no step.`)] : [];
}

/** Keys that mean nothing for a workflow are refused, because what they ask for would not be done. */
function uselessKeys(workflow: Workflow, step: StepRequest, path: string): Problem[] {
  const refuse = (key: keyof StepRequest, why: string): Problem[] =>
    step[key] == null ? [] : [invalid(`${path}/${key}`, `${key} is not taken by a step of ${workflow.id}: ${why}.`)];
  const ofAgents = 'it runs no agent';
  const params = wrongMergeParams(workflow, step.params ?? {}).map(({ name, message }) =>
    invalid(`${path}/params/${name}`, message),
  );
  const merging = 'it changes no file';
  return [
    ...(workflow.agent ? [] : [...refuse('max_turns', ofAgents), ...refuse('budget_usd', ofAgents)]),
    ...(workflow.merges
      ? (['task_description', 'verifiers', 'build', 'expects', 'unless_exists', 'batches'] as const).flatMap((key) =>
          refuse(key, merging),
        )
      : []),
    ...(workflow.shell ? refuse('batches', 'a command cannot be told its tasks') : []),
    ...params,
  ];
}

/** The agent and the model of the fleet are checked with the fleet. */
function agentsOfStep(
  { agents }: Checked,
  { agent, model }: StepRequest,
  { workflow, path }: { workflow: Workflow; path: string },
): Problem[] {
  return agentProblems({ agent, model }, workflow, agents).map((problem) => ({ ...problem, path: `${path}${problem.path}` }));
}

/** A target with steps makes its own pull request. */
function targetsOfSteps({ targets, groups }: SubmitBody): Problem[] {
  const refuse = (list: NonNullable<SubmitBody['targets']>, at: string): Problem[] =>
    list.flatMap((target, index) =>
      typeof target === 'string' || target.pr_number == null
        ? []
        : [
            invalid(
              `${at}/targets/${index}/pr_number`,
              'pr_number is not taken with steps: they make a pull request of their own.',
            ),
          ],
    );
  const inGroups = (list: NonNullable<SubmitBody['groups']>, at: string): Problem[] =>
    list.flatMap((group, index) => {
      const path = `${at}/groups/${index}`;
      return [...refuse(group.targets, path), ...inGroups(group.groups, path)];
    });
  return [...refuse(targets ?? [], ''), ...inGroups(groups ?? [], '')];
}

function healProblems({ body: { heal, steps }, raw, workflowRef }: Checked): Problem[] {
  if (!heal?.enabled) return [];
  const refs = steps ? steps.map((step) => workflowOfStep(step, workflowRef)) : [workflowRef];
  const useless = refs.some(runsAgent)
    ? []
    : [invalid('/heal', 'No work of this fleet is done by an agent, and only such work is healed: leave heal out.')];
  const usd = healUsdIn(raw);
  const given = typeof raw === 'object' && raw !== null && 'heal' in raw ? raw.heal : undefined;
  const own = typeof given === 'object' && given !== null && 'max_budget_usd' in given ? given.max_budget_usd : undefined;
  const differs = usd !== undefined && typeof own === 'number' && own !== usd;
  const message = `heal.max_budget_usd and budget.heal_usd are one limit, and say ${String(own)} and ${String(usd)}: give one of them.`;
  return [...useless, ...(differs ? [invalid('/heal/max_budget_usd', message)] : [])];
}

const exclusiveProblems = ({ body: { exclusive }, targets }: Checked): Problem[] =>
  exclusive && targets > limits.exclusiveTargets
    ? [
        invalid(
          '/exclusive',
          `An exclusive fleet has at most ${limits.exclusiveTargets} targets, and this one has ${targets}. Split it, or leave exclusive out.`,
        ),
      ]
    : [];
