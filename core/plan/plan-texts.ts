/**
 * Checks the texts and inputs of every target against its workflow and the limits, before anything is started.
 * Example: `{{vars.port}}` where a target has no such var → UNKNOWN_PLACEHOLDER at that target.
 */
import type { NamedTarget, PlannedStep, PlanProblem, PlanSpec } from './plan-spec.ts';
import { batchNames, measureTemplate, takeApart, type Measured, type TemplateParts } from './template.ts';
import { unknownPlaceholder } from './unknown-placeholder.ts';
import { shorten } from '../text/shorten.ts';

interface Text {
  readonly template: string;
  readonly longest: number;
  /** JSON Pointer of the template. */
  readonly path: string;
  readonly what: string;
  readonly mayBeBlank: boolean;
  /** The step whose description it is; undefined: it is none. */
  readonly step?: PlannedStep;
}

/** Measures a template for a target. */
type Measure = (template: string, target: NamedTarget, step?: PlannedStep) => Measured;

/** The problems of all targets, up to one more than an answer lists. A problem of the fleet's own text is listed once. */
export function checkTexts(spec: PlanSpec, targets: readonly NamedTarget[]): PlanProblem[] {
  const found = new Map<string, PlanProblem>();
  for (const problem of problemsOf(spec, targets)) {
    found.set(`${problem.path} ${problem.message}`, problem);
    if (found.size > spec.mostProblems) break;
  }
  return [...found.values()];
}

function* problemsOf(spec: PlanSpec, targets: readonly NamedTarget[]): Iterable<PlanProblem> {
  const measure = measureOf(spec);
  const steps = stepsOf(spec);
  for (const step of steps) yield* checkShell(step);
  for (const target of targets) {
    yield* checkPullRequests({ spec, measure }, target);
    for (const text of steps.flatMap((step) => descriptionsOf(spec, step, target))) {
      yield* checkText({ spec, text, target }, measure(text.template, target, text.step));
    }
    for (const step of steps) yield* checkInputs({ spec, step, measure }, target);
  }
}

/** A fleet without steps has one, which has no name. */
function stepsOf({ steps = [], workflow, params }: PlanSpec): readonly PlannedStep[] {
  const only = { name: '', pointer: '', describedAt: '/task_description', taskDescription: null, batches: false };
  return steps.length > 0 ? steps : [{ ...only, workflow, params, ownParams: params }];
}

/** What the worker fills in counts as one character each. */
const ofStep = ({ name, batches }: PlannedStep, { context }: PlanSpec): Readonly<Record<string, string>> =>
  name === ''
    ? {}
    : {
        step: name,
        ...(context === undefined ? {} : { context }),
        ...(batches ? Object.fromEntries(batchNames.map((each) => [each, '-'])) : {}),
      };

/** Placeholders of dependencies have checks of their own (dep-texts.ts). */
const deps = (): string => '';

/** Each template is taken apart once, however many targets it is for. */
function measureOf(spec: PlanSpec): Measure {
  const known = new Map<string, TemplateParts>();
  return (template, { entry, group, path }, step) => {
    const parts = known.get(template) ?? takeApart(template);
    known.set(template, parts);
    const { repo, shared, vars } = entry;
    const of = { repo, ...(shared ? { repos: shared } : {}), group, path };
    const values = { ...of, params: step?.params ?? spec.params, vars, deps };
    return measureTemplate(parts, step ? { ...values, ofStep: ofStep(step, spec) } : values);
  };
}

function textsOf({ longest, pullRequest }: PlanSpec): Text[] {
  const texts = [
    { template: pullRequest.title, longest: longest.title, what: 'pull_request/title', mayBeBlank: false },
    { template: pullRequest.body, longest: longest.body, what: 'pull_request/body', mayBeBlank: true },
  ];
  return texts.flatMap(({ template, ...text }) => (template === null ? [] : [{ ...text, template, path: `/${text.what}` }]));
}

/** Each repository has a pull request of its own. */
function* checkPullRequests({ spec, measure }: Pick<Inputs, 'spec' | 'measure'>, target: NamedTarget): Iterable<PlanProblem> {
  let together = 0;
  for (const text of textsOf(spec)) {
    for (const each of withRepositories(target)) {
      const measured = measure(text.template, each);
      yield* checkText({ spec, text, target: each }, measured);
      together += measured.ok ? measured.length : 0;
    }
  }
  if (target.entry.shared === undefined || together <= spec.mostShared.texts) return;
  const message = `The titles and bodies of the pull requests of ${shorten(target.path)} have ${together} characters together, at most ${spec.mostShared.texts} are allowed after rendering.`;
  yield { path: '/pull_request', code: 'TOO_LONG', message };
}

/** The target with one of its repositories each. */
const withRepositories = (target: NamedTarget): readonly NamedTarget[] =>
  target.entry.shared?.map((one) => ({ ...target, entry: { ...target.entry, repo: one.repo, shared: [one] } })) ?? [target];

/** The description of a step goes before that of the target, and that before the one of the fleet. */
function descriptionOf(
  spec: PlanSpec,
  step: PlannedStep,
  { entry, pointer }: NamedTarget,
): { template: string | null; path: string } {
  if (step.taskDescription !== null) return { template: step.taskDescription, path: step.describedAt };
  const own = entry.taskDescription;
  return own === null
    ? { template: spec.taskDescription, path: '/task_description' }
    : { template: own, path: `${pointer}/task_description` };
}

function descriptionsOf(spec: PlanSpec, step: PlannedStep, target: NamedTarget): Text[] {
  const { template, path } = descriptionOf(spec, step, target);
  const text = { longest: spec.longest.description, what: 'task_description', mayBeBlank: true, step };
  return template === null || step.workflow.merges ? [] : [{ ...text, template, path }];
}

interface Checked {
  readonly spec: PlanSpec;
  readonly text: Text;
  readonly target: NamedTarget;
}

function checkText({ spec, text, target }: Checked, measured: Measured): PlanProblem[] {
  const { path } = target;
  if (!measured.ok) return measured.unknown.map((name) => unknownPlaceholder(name, { ...text, spec, target }));
  const { length } = measured;
  if (length > text.longest) {
    const message = `${text.what} has ${length} characters for ${shorten(path)}, at most ${text.longest} are allowed after rendering.`;
    return [{ path: text.path, code: 'TOO_LONG', message }];
  }
  if (text.mayBeBlank || !measured.isBlank) return [];
  return [{ path: text.path, code: 'INVALID_VALUE', message: `${text.what} is blank for ${shorten(path)} after rendering.` }];
}

function checkShell({ workflow, params, pointer }: PlannedStep): PlanProblem[] {
  if (!workflow.shell) return [];
  const command = Object.hasOwn(params, 'command') ? params.command : undefined;
  if (typeof command === 'string' && command.trim() !== '') return [];
  const message = `params.command, a string that sh -c runs, is required by the workflow ${workflow.id}.`;
  return [{ path: `${pointer}/params/command`, code: 'INVALID_VALUE', message }];
}

interface Inputs {
  readonly spec: PlanSpec;
  readonly step: PlannedStep;
  readonly measure: Measure;
}

/** A step of a workflow for pull requests takes that of its target. */
function checkInputs({ spec, step, measure }: Inputs, target: NamedTarget): PlanProblem[] {
  const { workflow } = step;
  const { entry, pointer } = target;
  const problems: PlanProblem[] = [];
  const isNamed = step.name !== '';
  if (isNamed && workflow.acceptsPr) return [];
  const { template } = descriptionOf(spec, step, target);
  const describes = () => template !== null && isDescription(measure(template, target, step));
  if (!isNamed && !workflow.acceptsPr && entry.prNumber !== null) {
    const message = `pr_number is not accepted by the workflow ${workflow.id}: leave it out.`;
    problems.push({ path: `${pointer}/pr_number`, code: 'INVALID_VALUE', message });
  }
  if (workflow.needsOneOf.length > 0 && !workflow.needsOneOf.some((input) => isGiven(input, target, describes))) {
    problems.push(missingInput(step, target));
  }
  return problems;
}

function isGiven(input: PlanSpec['workflow']['needsOneOf'][number], { entry }: NamedTarget, describes: () => boolean): boolean {
  switch (input) {
    case 'issue_number':
      return entry.issueNumber !== null;
    case 'pr_number':
      return entry.prNumber !== null;
    case 'task_description':
      return describes();
  }
}

/** A template that cannot be rendered counts as a description: `checkText` reports its problem. */
const isDescription = (measured: Measured): boolean => !measured.ok || !measured.isBlank;

function missingInput({ workflow, name, describedAt }: PlannedStep, { entry, pointer, path }: NamedTarget): PlanProblem {
  const names = workflow.needsOneOf.join(' or ');
  const code = 'INVALID_VALUE';
  if (name !== '') {
    const message = `${names} is required by the workflow ${workflow.id} of the step ${name}, and ${shorten(path)} has none.`;
    return { path: describedAt, code, message };
  }
  if (workflow.needsOneOf.includes('task_description') && entry.taskDescription === null) {
    return { path: '/task_description', code, message: `${names} is required by the workflow ${workflow.id}, for every target.` };
  }
  return { path: pointer, code, message: `${names} is required by the workflow ${workflow.id}, and ${shorten(path)} has none.` };
}
