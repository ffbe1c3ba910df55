/**
 * Whether the texts and inputs of every target are what its workflow and the limits ask for, before anything is started.
 * Example: `{{vars.port}}` where a target has no such var → UNKNOWN_PLACEHOLDER at that target.
 */
import type { PlanProblem, PlanSpec, ResolvedTarget } from './plan-spec.ts';
import { knownPlaceholders, renderTemplate } from './template.ts';

interface Text {
  readonly template: string;
  readonly longest: number;
  /** Where the template stands. */
  readonly path: string;
  readonly what: string;
  readonly mayBeBlank: boolean;
}

/** All problems of all targets; one that comes from the fleet's own text is told once. */
export function checkTexts(spec: PlanSpec, targets: readonly ResolvedTarget[]): PlanProblem[] {
  const problems = targets.flatMap((target) => [
    ...textsOf(spec, target).flatMap((text) => checkText(spec, target, text)),
    ...checkInputs(spec, target),
  ]);
  return distinct([...checkShell(spec), ...problems]);
}

function textsOf(spec: PlanSpec, { entry, pointer }: ResolvedTarget): Text[] {
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

function checkText(spec: PlanSpec, target: ResolvedTarget, text: Text): PlanProblem[] {
  const { entry, group, path } = target;
  const rendered = renderTemplate(text.template, { repo: entry.repo, group, path, params: spec.params, vars: entry.vars });
  if (!rendered.ok) return rendered.unknown.map((name) => unknownPlaceholder(name, text, target));
  const { length } = rendered.text;
  if (length > text.longest) {
    const message = `${text.what} has ${String(length)} characters for ${path}, at most ${String(text.longest)} are allowed after rendering.`;
    return [{ path: text.path, code: 'TOO_LONG', message }];
  }
  if (text.mayBeBlank || rendered.text.trim() !== '') return [];
  return [{ path: text.path, code: 'INVALID_VALUE', message: `${text.what} is blank for ${path} after rendering.` }];
}

/** A missing var is the target's, everything else the text's. */
function unknownPlaceholder(name: string, text: Text, { pointer, path }: ResolvedTarget): PlanProblem {
  const code = 'UNKNOWN_PLACEHOLDER';
  if (name.startsWith('vars.')) {
    const message = `{{${name}}} in ${text.path} stands for nothing: ${path} has no such var. Add it to the target's vars.`;
    return { path: pointer, code, message };
  }
  return { path: text.path, code, message: `{{${name}}} stands for nothing. Known: ${knownPlaceholders}.` };
}

function checkShell({ workflow, params }: PlanSpec): PlanProblem[] {
  if (!workflow.shell) return [];
  const command = Object.hasOwn(params, 'command') ? params.command : undefined;
  if (typeof command === 'string' && command.trim() !== '') return [];
  const message = `params.command, a string that sh -c runs, is required by the workflow ${workflow.id}.`;
  return [{ path: '/params/command', code: 'INVALID_VALUE', message }];
}

function checkInputs(spec: PlanSpec, target: ResolvedTarget): PlanProblem[] {
  const { workflow } = spec;
  const { entry, pointer } = target;
  const problems: PlanProblem[] = [];
  if (!workflow.acceptsPr && entry.prNumber !== null) {
    const message = `pr_number is not accepted by the workflow ${workflow.id}: leave it out.`;
    problems.push({ path: `${pointer}/pr_number`, code: 'INVALID_VALUE', message });
  }
  if (workflow.needsOneOf.length > 0 && !workflow.needsOneOf.some((input) => isGiven(input, spec, target))) {
    problems.push(missingInput(spec, target));
  }
  return problems;
}

function isGiven(input: PlanSpec['workflow']['needsOneOf'][number], spec: PlanSpec, target: ResolvedTarget): boolean {
  const { entry } = target;
  switch (input) {
    case 'issue_number':
      return entry.issueNumber !== null;
    case 'pr_number':
      return entry.prNumber !== null;
    case 'task_description':
      return describes(entry.taskDescription ?? spec.taskDescription, spec, target);
  }
}

/** A template that cannot be rendered is told of elsewhere. */
function describes(template: string | null, spec: PlanSpec, { entry, group, path }: ResolvedTarget): boolean {
  if (template === null) return false;
  const rendered = renderTemplate(template, { repo: entry.repo, group, path, params: spec.params, vars: entry.vars });
  return !rendered.ok || rendered.text.trim() !== '';
}

function missingInput({ workflow }: PlanSpec, { entry, pointer, path }: ResolvedTarget): PlanProblem {
  const names = workflow.needsOneOf.join(' or ');
  const code = 'INVALID_VALUE';
  if (workflow.needsOneOf.includes('task_description') && entry.taskDescription === null) {
    return { path: '/task_description', code, message: `${names} is required by the workflow ${workflow.id}, for every target.` };
  }
  return { path: pointer, code, message: `${names} is required by the workflow ${workflow.id}, and ${path} has none.` };
}

function distinct(problems: readonly PlanProblem[]): PlanProblem[] {
  return [...new Map(problems.map((problem) => [`${problem.path} ${problem.message}`, problem])).values()];
}
