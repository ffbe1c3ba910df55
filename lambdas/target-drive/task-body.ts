/** The request that creates the task of an attempt, made only from the frozen spec and the target, so that a repeat is equal. */
import { renderTemplate, type TemplateValues } from '../../core/plan/template.ts';
import type { FleetSpec, TargetRecord } from '../../contracts/fleet-records.ts';

/** All attempts of a target share one branch, so that a later one updates what an earlier one pushed. */
const branchOf = (spec: FleetSpec, target: TargetRecord): string =>
  `${spec.pull_request.branch_prefix ?? 'bgagent'}/${spec.fleet_id}/${target.path}`;

/** Body of `POST /v1/tasks`. */
export function taskBody(spec: FleetSpec, target: TargetRecord): Record<string, unknown> {
  const values: TemplateValues = { ...target, params: spec.params };
  return {
    repo: target.repo,
    workflow_ref: spec.workflow_ref,
    task_description: render(target.task_description ?? spec.task_description, values),
    max_turns: target.max_turns ?? spec.max_turns,
    pr_number: target.pr_number,
    issue_number: target.issue_number,
    params: spec.params,
    vars: target.vars,
    verifiers: target.verifiers ?? spec.verifiers,
    timeout_s: spec.timeout_s,
    branch_name: branchOf(spec, target),
    pull_request: {
      ...spec.pull_request,
      ...optional('title', render(spec.pull_request.title ?? null, values)),
      ...optional('body', render(spec.pull_request.body ?? null, values)),
    },
  };
}

const optional = <K extends string>(key: K, value: string | null): Partial<Record<K, string>> =>
  // A computed key has the type string to the compiler; here it is always K.
  value === null ? {} : ({ [key]: value } as Partial<Record<K, string>>);

function render(template: string | null, values: TemplateValues): string | null {
  if (template === null) return null;
  const rendered = renderTemplate(template, values);
  // Cannot happen: the submit refuses unknown placeholders.
  if (!rendered.ok) throw new Error(`Unknown placeholder in a frozen template: ${rendered.unknown.join(', ')}`);
  return rendered.text;
}
