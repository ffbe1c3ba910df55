/**
 * Checks the texts and inputs of every target against its workflow and the limits, before anything is started.
 * Example: `{{vars.port}}` where a target has no such var → UNKNOWN_PLACEHOLDER at that target.
 */
import type { PlanProblem, PlanSpec, NamedTarget } from './plan-spec.ts';
import { knownPlaceholders, measureTemplate, takeApart, type Measured, type TemplateParts } from './template.ts';
import { shorten } from '../text/shorten.ts';

interface Text {
  readonly template: string;
  readonly longest: number;
  /** JSON Pointer of the template. */
  readonly path: string;
  readonly what: string;
  readonly mayBeBlank: boolean;
}

/** Measures a template for a target. */
type Measure = (template: string, target: NamedTarget) => Measured;

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
  yield* checkShell(spec);
  for (const target of targets) {
    for (const text of textsOf(spec, target)) yield* checkText(measure(text.template, target), target, text);
    yield* checkInputs(spec, target, measure);
  }
}

/** Placeholders of dependencies have checks of their own (dep-texts.ts). */
const deps = (): string => '';

/** Each template is taken apart once, however many targets it is for. */
function measureOf(spec: PlanSpec): Measure {
  const known = new Map<string, TemplateParts>();
  return (template, { entry, group, path }) => {
    const parts = known.get(template) ?? takeApart(template);
    known.set(template, parts);
    return measureTemplate(parts, { repo: entry.repo, group, path, params: spec.params, vars: entry.vars, deps });
  };
}

function textsOf(spec: PlanSpec, { entry, pointer }: NamedTarget): Text[] {
  const { longest, pullRequest } = spec;
  const own = entry.taskDescription;
  const texts = [
    { template: own ?? spec.taskDescription, longest: longest.description, what: 'task_description', mayBeBlank: true },
    { template: pullRequest.title, longest: longest.title, what: 'pull_request/title', mayBeBlank: false },
    { template: pullRequest.body, longest: longest.body, what: 'pull_request/body', mayBeBlank: true },
  ];
  return texts.flatMap(({ template, ...text }) => {
    const path = text.what === 'task_description' && own !== null ? `${pointer}/task_description` : `/${text.what}`;
    return template === null ? [] : [{ ...text, template, path }];
  });
}

function checkText(measured: Measured, target: NamedTarget, text: Text): PlanProblem[] {
  const { path } = target;
  if (!measured.ok) return measured.unknown.map((name) => unknownPlaceholder(name, text, target));
  const { length } = measured;
  if (length > text.longest) {
    const message = `${text.what} has ${length} characters for ${shorten(path)}, at most ${text.longest} are allowed after rendering.`;
    return [{ path: text.path, code: 'TOO_LONG', message }];
  }
  if (text.mayBeBlank || !measured.isBlank) return [];
  return [{ path: text.path, code: 'INVALID_VALUE', message: `${text.what} is blank for ${shorten(path)} after rendering.` }];
}

/** A missing var is a problem of the target, every other placeholder one of the text. */
function unknownPlaceholder(name: string, text: Text, { pointer, path }: NamedTarget): PlanProblem {
  const code = 'UNKNOWN_PLACEHOLDER';
  if (name.startsWith('vars.')) {
    const message = `{{${shorten(name)}}} in ${text.path} stands for nothing: ${shorten(path)} has no such var. Add it to the target's vars.`;
    return { path: pointer, code, message };
  }
  return { path: text.path, code, message: `{{${shorten(name)}}} stands for nothing. Known: ${knownPlaceholders}.` };
}

function checkShell({ workflow, params }: PlanSpec): PlanProblem[] {
  if (!workflow.shell) return [];
  const command = Object.hasOwn(params, 'command') ? params.command : undefined;
  if (typeof command === 'string' && command.trim() !== '') return [];
  const message = `params.command, a string that sh -c runs, is required by the workflow ${workflow.id}.`;
  return [{ path: '/params/command', code: 'INVALID_VALUE', message }];
}

function checkInputs(spec: PlanSpec, target: NamedTarget, measure: Measure): PlanProblem[] {
  const { workflow } = spec;
  const { entry, pointer } = target;
  const problems: PlanProblem[] = [];
  const template = entry.taskDescription ?? spec.taskDescription;
  const describes = () => template !== null && isDescription(measure(template, target));
  if (!workflow.acceptsPr && entry.prNumber !== null) {
    const message = `pr_number is not accepted by the workflow ${workflow.id}: leave it out.`;
    problems.push({ path: `${pointer}/pr_number`, code: 'INVALID_VALUE', message });
  }
  if (workflow.needsOneOf.length > 0 && !workflow.needsOneOf.some((input) => isGiven(input, target, describes))) {
    problems.push(missingInput(spec, target));
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

function missingInput({ workflow }: PlanSpec, { entry, pointer, path }: NamedTarget): PlanProblem {
  const names = workflow.needsOneOf.join(' or ');
  const code = 'INVALID_VALUE';
  if (workflow.needsOneOf.includes('task_description') && entry.taskDescription === null) {
    return { path: '/task_description', code, message: `${names} is required by the workflow ${workflow.id}, for every target.` };
  }
  return { path: pointer, code, message: `${names} is required by the workflow ${workflow.id}, and ${shorten(path)} has none.` };
}
