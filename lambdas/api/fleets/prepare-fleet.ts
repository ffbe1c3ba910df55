/** From a submit body to what would be started, or everything that is wrong with it: workflow, onboarding, names, texts. */
import { makePlan } from '../../../core/plan.ts';
import type { PlacedEntry, PlanProblem, PlanSpec, ResolvedPlan } from '../../../core/plan-spec.ts';
import type { ApiError, Problem } from '../../../contracts/errors.ts';
import { limits } from '../../../contracts/limits.ts';
import { repoName } from '../../../contracts/fields.ts';
import type { SubmitBody, TargetRequest } from '../../../contracts/submit.ts';
import { fleetDefaultWorkflow, findWorkflow, workflows, type Workflow } from '../../../contracts/workflows.ts';
import type { ApiPorts } from '../api-ports.ts';
import { validationError } from '../request.ts';

export interface PreparedFleet {
  readonly body: SubmitBody;
  readonly workflowRef: string;
  readonly title: string;
  readonly plan: ResolvedPlan;
}
export type Prepared = { readonly ok: true; readonly fleet: PreparedFleet } | { readonly ok: false; readonly error: ApiError };

const refuse = (error: ApiError): Prepared => ({ ok: false, error });

export async function prepareFleet(ports: ApiPorts, body: SubmitBody): Promise<Prepared> {
  const tooMany = countError(body.targets.length);
  if (tooMany) return refuse(tooMany);
  const workflowRef = body.workflow_ref ?? fleetDefaultWorkflow;
  const workflow = findWorkflow(workflowRef);
  if (workflow?.shell && !ports.settings.allowShell) return refuse(shellForbidden);
  const made = makePlan(await planSpec(ports, body, { workflow, entries: body.targets.map(placed) }));
  const problems = [...(workflow ? [] : [unknownWorkflow(workflowRef)]), ...(made.ok ? [] : made.problems)];
  if (!made.ok || problems.length > 0) return refuse(errorOf(problems));
  if (made.plan.targets.length === 0) return refuse(noTargets('None of the repositories is onboarded, so no target is left.'));
  return { ok: true, fleet: { body, workflowRef, title: titleOf(body, workflowRef), plan: made.plan } };
}

function countError(count: number): ApiError | undefined {
  if (count === 0) return noTargets('The list of targets is empty.');
  if (count <= limits.targets) return undefined;
  const message = `The fleet has ${count.toLocaleString('en-US')} targets, at most ${limits.targets.toLocaleString('en-US')} are allowed. Split it.`;
  return { code: 'TOO_MANY_TARGETS', message, details: [{ path: '/targets', code: 'TOO_LONG', message }] };
}

const noTargets = (message: string): ApiError => ({
  code: 'NO_TARGETS',
  message: `${message} Name at least one onboarded repository.`,
});

const shellForbidden: ApiError = {
  code: 'FORBIDDEN',
  message: 'workflow_ref shell/run-v1 is switched off here: an operator may switch it on with the setting allow_shell.',
};

const unknownWorkflow = (ref: string): Problem => ({
  path: '/workflow_ref',
  code: 'UNKNOWN_WORKFLOW',
  message: `workflow_ref ${ref.slice(0, 200)} is not a workflow of this platform, or not in that version. Known: ${workflows.map(({ id }) => id).join(', ')}.`,
});

/** An entry as the plan wants it. */
export const placed = (target: TargetRequest, index: number): PlacedEntry => ({ index, entry: entryOf(target) });

function entryOf(target: TargetRequest): PlacedEntry['entry'] {
  const given = typeof target === 'string' ? { repo: target } : target;
  return {
    repo: given.repo,
    id: given.id ?? null,
    vars: given.vars ?? {},
    taskDescription: given.task_description ?? null,
    maxTurns: given.max_turns ?? null,
    prNumber: given.pr_number ?? null,
    issueNumber: given.issue_number ?? null,
  };
}

/** Where the workflow is not known, nothing is asked of the targets in its name. */
const anyWorkflow = { id: '', needsOneOf: [], acceptsPr: true, shell: false } as const;

export async function planSpec(
  ports: ApiPorts,
  body: Pick<SubmitBody, 'task_description' | 'params' | 'pull_request' | 'unonboarded'>,
  { workflow, entries }: { workflow: Workflow | undefined; entries: readonly PlacedEntry[] },
): Promise<PlanSpec> {
  const names = [...new Set(entries.map(({ entry }) => entry.repo))].filter((repo) => repoName.safeParse(repo).success);
  const found = await ports.repos.getRepos(names);
  const onboarded = new Set(found.flatMap(({ repo, status }) => (status === 'active' ? [repo] : [])));
  return {
    workflow: workflow ?? anyWorkflow,
    taskDescription: body.task_description ?? null,
    params: body.params,
    pullRequest: { title: body.pull_request.title ?? null, body: body.pull_request.body ?? null },
    entries,
    isOnboarded: (repo) => onboarded.has(repo),
    unonboarded: body.unonboarded,
    longest: { description: limits.taskDescription, title: limits.pullRequestTitle, body: limits.pullRequestBody },
  };
}

/** Only repositories that are missing: 422, all named. Anything else: 400 with everything. */
function errorOf(problems: readonly (Problem | PlanProblem)[]): ApiError {
  const missing = problems.filter(({ code }) => code === 'REPO_NOT_ONBOARDED');
  if (missing.length < problems.length) return validationError(problems);
  const [first] = missing;
  const message =
    missing.length === 1 && first ? first.message : `${missing.length} repositories are not onboarded; see details.`;
  return { code: 'REPO_NOT_ONBOARDED', message, details: missing };
}

/** First line of the description, else the workflow. */
function titleOf({ title, task_description }: SubmitBody, workflowRef: string): string {
  const line = (task_description ?? '').split('\n').find((text) => text.trim() !== '');
  return title ?? line?.trim().slice(0, limits.title) ?? workflowRef;
}
