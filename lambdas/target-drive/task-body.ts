/**
 * The request that creates the task of an attempt, made only from the frozen spec, the target, and what its dependencies have made. So
 * a repeat is equal where the dependencies have ended for good.
 */
import { batchNames, renderTemplate, type TemplateValues } from '../../core/plan/template.ts';
import type { FleetSpec, TargetRecord } from '../../contracts/fleet-records.ts';
import type { SharedRepo } from '../../contracts/shared-repos.ts';
import { shownReportOf } from '../../contracts/report.ts';
import { shorten } from '../../core/text/shorten.ts';
import { findWorkflow } from '../../contracts/workflows.ts';
import { outcomesBefore } from './attempts-before.ts';
import { publishFieldsOf, stepFieldsOf, type OfAttempt } from './step-fields.ts';
import { isSteered } from './steering.ts';
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

/** The attempt whose task is asked for, and what earlier ones left. */
export interface AskedAttempt extends OfAttempt {
  readonly results: DependencyResults;
  readonly context: AttemptContext;
}

export function taskBody(asked: AskedAttempt): TaskBody {
  const { spec, target, work, results, context, kept } = asked;
  const { plain, marked, missing } = insertResults({ work, target }, results.passed, work.template);
  const values: TemplateValues = { ...target, ...plain, ...ofStep(asked) };
  const ofDescription = { ...target, ...marked, ...ofStep(asked) };
  const unfit = asked.words?.task_description == null ? undefined : unknownIn(asked.words.task_description, ofDescription);
  if (unfit) return { ok: false, error: unfit };
  const description = render(work.template, ofDescription);
  const repos = target.repos?.map((one) => ({ ...one, pull_request: pullRequestOf(spec.pull_request, forOne(values, one)) }));
  const pullRequest = repos?.[0]?.pull_request ?? pullRequestOf(spec.pull_request, values);
  const pullRequests = repos?.map((one) => one.pull_request) ?? [pullRequest];
  const error = tooLong({ description, params: plain.params, vars: plain.vars, pullRequests });
  if (error) return { ok: false, error };
  const ownPullRequest = pullRequestNumber(asked);
  if (!ownPullRequest.ok) return ownPullRequest;
  const body = {
    repo: target.repo,
    workflow_ref: work.workflow_ref,
    task_description: description,
    max_turns: work.max_turns,
    max_budget_usd: context.budgetUsd,
    agent: work.agent,
    model: work.model,
    resume: context.resume,
    answers: context.answers,
    pr_number: ownPullRequest.number,
    issue_number: target.issue_number,
    params: plain.params,
    vars: plain.vars,
    verifiers: work.verifiers,
    timeout_s: work.timeout_s,
    branch_name: branchOf(spec, target),
    base_branch: results.baseBranch,
    pull_request: pullRequest,
    ...(repos ? { shared_repos: repos } : {}),
    ...(spec.report_schema === undefined ? {} : { report: shownReportOf(spec.report_schema) }),
    ...(kept === null ? stepFieldsOf(asked) : publishFieldsOf(asked, kept)),
  };
  return { ok: true, body, missing };
}

/** The texts of a pull request are those of its own repository. */
const forOne = (values: TemplateValues, { repo }: SharedRepo): TemplateValues => ({ ...values, repo, repos: [{ repo }] });

/** The worker fills in what it knows of the batch: those placeholders stay as they are. An attempt that does no batch has none. */
function ofStep({ ledger, spec, target, attempt, work: { step } }: OfAttempt): Pick<TemplateValues, 'ofStep'> {
  if (step === null) return {};
  const hasBatch = step.batches !== null && !isSteered(ledger, target, attempt, step.name);
  const ofBatch = Object.fromEntries(batchNames.map((name) => [name, hasBatch ? `{{${name}}}` : '']));
  return { ofStep: { step: step.name, context: spec.context ?? '', ...ofBatch } };
}

type OwnPullRequest = { readonly ok: true; readonly number: number | null } | { readonly ok: false; readonly error: TooLong };

/** Of a step that works on a pull request: the one that earlier steps opened. */
function pullRequestNumber({ work, target, attempt }: OfAttempt): OwnPullRequest {
  if (work.step === null || !findWorkflow(work.workflow_ref)?.acceptsPr) return { ok: true, number: target.pr_number };
  const url = outcomesBefore(target, attempt).findLast(({ pr_url }) => pr_url !== null)?.pr_url;
  const number = /\/(\d+)$/.exec(url ?? '')?.[1];
  if (number !== undefined) return { ok: true, number: Number(number) };
  const message = `The step ${work.step.name} works on the pull request of its target, and no step before it has opened one.`;
  return { ok: false, error: { code: 'NO_PULL_REQUEST', message } };
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

/** The words of a retry are for several targets, and the API has not asked each of them for its vars. */
function unknownIn(template: string, values: TemplateValues): TooLong | undefined {
  const rendered = renderTemplate(template, values);
  if (rendered.ok) return undefined;
  const names = rendered.unknown.map((name) => `{{${shorten(name)}}}`).join(', ');
  const message = `task_description of the retry names ${names}, which stands for nothing here. Retry with other words.`;
  return { code: 'UNKNOWN_PLACEHOLDER', message };
}

function render(template: string | null, values: TemplateValues): string | null {
  if (template === null) return null;
  const rendered = renderTemplate(template, values);
  // Cannot happen: the submit refuses unknown placeholders.
  if (!rendered.ok) throw new Error(`Unknown placeholder in a frozen template: ${rendered.unknown.join(', ')}`);
  return rendered.text;
}
