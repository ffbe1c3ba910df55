/**
 * The checks on the body of `POST /v1/tasks`, in a fixed order. The answer is the first that fails, and its message starts with the name
 * of the field. Unknown keys are ignored. The check of the repository reads the repository table.
 */
import type { Repository } from '../contracts/repository.ts';
import { findWorkflow, platformDefaultWorkflow, workflowRefPattern, type Workflow } from '../contracts/workflows.ts';
import { agentWithoutUse, unknownAgent, type AskedAgent, type KnownAgents } from '../contracts/known-agents.ts';
import type { RepoStore, TaskCaller } from '../adapters/ports.ts';
import { absent, invalid, valid, type Body, type Checked } from './check-result.ts';
import { checkRepo } from './check-repo.ts';
import { checkSharedRepos } from './check-shared-repos.ts';
import { checkFleetFields, type FleetFields } from './fields-of-fleets.ts';
import { checkPlatformFields, checkRequiredInputs, type PlatformFields } from './platform-fields.ts';
import { checkProductFields, type ProductFields } from './product-fields.ts';
import { checkReport, type ReportFields } from './check-report.ts';
import { shellForbidden, verifiersForbidden } from './forbidden-commands.ts';
import { checkUnsupportedFields } from './unsupported-fields.ts';

/** A request that passed every check, with defaults filled in. */
export interface TaskRequest {
  readonly workflow: Workflow;
  /** Null if the workflow needs no repository and the request names none. */
  readonly repo: Repository | null;
  readonly platform: PlatformFields;
  readonly product: ProductFields;
  readonly ofFleet: FleetFields;
  readonly report: ReportFields;
}

export interface CheckSettings {
  readonly repos: Pick<RepoStore, 'getRepo'>;
  readonly allowShell: boolean;
  readonly callerVerifiers: boolean;
  /** Null: not known here. */
  readonly agents: KnownAgents | null;
}

/** @param body the JSON of the request, not checked yet */
export async function checkRequest(
  body: unknown,
  settings: CheckSettings,
  channelSource: TaskCaller['channelSource'] = 'api',
): Promise<Checked<TaskRequest>> {
  if (!isObject(body)) return invalid('The body must be a JSON object.');
  const workflow = checkWorkflow(body['workflow_ref'], settings.allowShell);
  if (!workflow.ok) return workflow;
  const repo = await checkRepo(body['repo'], workflow.value, settings.repos);
  if (!repo.ok) return repo;
  const inputs = checkRequiredInputs(body, workflow.value);
  if (!inputs.ok) return inputs;
  const platform = checkPlatformFields(body);
  if (!platform.ok) return platform;
  const product = checkProductFields(body);
  if (!product.ok) return product;
  const report = checkReport(body, workflow.value);
  if (!report.ok) return report;
  const mayVerify = settings.callerVerifiers || product.value.verifiers.length === 0;
  if (!mayVerify) return { ok: false, error: verifiersForbidden(['/verifiers']) };
  const agent = checkAgent(product.value, workflow.value, settings.agents);
  if (!agent.ok) return agent;
  const supported = checkUnsupportedFields(body);
  if (!supported.ok) return supported;
  const ofFleet = checkFleetFields(body, channelSource);
  if (!ofFleet.ok) return ofFleet;
  const sharing = await checkSharedRepos(ofFleet.value.shared_repos ?? [], { body, workflow: workflow.value, settings });
  if (!sharing.ok) return sharing;
  return valid({
    workflow: workflow.value,
    repo: repo.value,
    platform: platform.value,
    product: product.value,
    ofFleet: ofFleet.value,
    report: report.value,
  });
}

function checkAgent(asked: AskedAgent, workflow: Workflow, known: KnownAgents | null): Checked<null> {
  const problem = workflow.agent ? unknownAgent(asked, known) : agentWithoutUse(asked, workflow.id);
  return problem ? invalid(problem.message) : valid(null);
}

/** A JSON object, neither null nor a list. */
const isObject = (body: unknown): body is Body => typeof body === 'object' && body !== null && !Array.isArray(body);

function checkWorkflow(ref: unknown, allowShell: boolean): Checked<Workflow> {
  const asked = absent(ref) ? platformDefaultWorkflow : ref;
  if (typeof asked !== 'string' || !workflowRefPattern.test(asked)) {
    return invalid('workflow_ref must be domain/name-vN, with @version to pin it, for example coding/new-task-v1.');
  }
  const workflow = findWorkflow(asked);
  if (!workflow) {
    return invalid(`workflow_ref ${asked.slice(0, 200)} is not a workflow of this platform, or not in that version.`);
  }
  if (workflow.shell && !allowShell) return { ok: false, error: shellForbidden };
  return valid(workflow);
}
