/**
 * The request that creates the task of an attempt, made only from the frozen spec, the target, and what its dependencies have made. So
 * a repeat is equal where the dependencies have ended for good.
 */
import { renderTemplate, type TemplateValues } from '../../core/plan/template.ts';
import type { FleetSpec, TargetRecord } from '../../contracts/fleet-records.ts';
import type { DependencyResults } from './dependency-results.ts';
import type { AttemptContext } from './attempt-context.ts';
import { insertResults } from './insert-results.ts';
import { tooLong, type TooLong } from './too-long.ts';

/** All attempts of a target share one branch, so that a later one updates what an earlier one pushed. */
const branchOf = (spec: FleetSpec, target: TargetRecord): string =>
  `${spec.pull_request.branch_prefix ?? 'bgagent'}/${spec.fleet_id}/${target.path}`;

/** Body of `POST /v1/tasks`. `missing`: the placeholders for which no dependency has a value. Or why there is no body. */
export type TaskBody =
  | { readonly ok: true; readonly body: Record<string, unknown>; readonly missing: readonly string[] }
  | { readonly ok: false; readonly error: TooLong };

/** @param context what the attempt is given besides the spec */
export function taskBody(spec: FleetSpec, target: TargetRecord, results: DependencyResults, context: AttemptContext): TaskBody {
  const template = target.task_description ?? spec.task_description;
  const { plain, marked, missing } = insertResults({ spec, target }, results.passed, template);
  const values: TemplateValues = { ...target, ...plain };
  const description = render(template, { ...target, ...marked });
  const pullRequest = pullRequestOf(spec.pull_request, values);
  const error = tooLong({ description, params: plain.params, vars: plain.vars, pullRequest });
  if (error) return { ok: false, error };
  const body = {
    repo: target.repo,
    workflow_ref: spec.workflow_ref,
    task_description: description,
    max_turns: target.max_turns ?? spec.max_turns,
    max_budget_usd: context.budgetUsd,
    agent: spec.agent ?? null,
    model: spec.model ?? null,
    resume: context.resume,
    answers: context.answers,
    pr_number: target.pr_number,
    issue_number: target.issue_number,
    params: plain.params,
    vars: plain.vars,
    verifiers: target.verifiers ?? spec.verifiers,
    timeout_s: spec.timeout_s,
    branch_name: branchOf(spec, target),
    base_branch: results.baseBranch,
    pull_request: pullRequest,
  };
  return { ok: true, body, missing };
}

function pullRequestOf({ title, body, ...others }: FleetSpec['pull_request'], values: TemplateValues): FleetSpec['pull_request'] {
  const rendered = { title: render(title ?? null, values), body: render(body ?? null, values) };
  return {
    ...others,
    // Blank only where nothing was passed on: then the pull request has the title that it has where none is given.
    ...(rendered.title === null || rendered.title.trim() === '' ? {} : { title: rendered.title }),
    ...(rendered.body === null ? {} : { body: rendered.body }),
  };
}

function render(template: string | null, values: TemplateValues): string | null {
  if (template === null) return null;
  const rendered = renderTemplate(template, values);
  // Cannot happen: the submit refuses unknown placeholders.
  if (!rendered.ok) throw new Error(`Unknown placeholder in a frozen template: ${rendered.unknown.join(', ')}`);
  return rendered.text;
}
