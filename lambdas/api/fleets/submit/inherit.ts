/**
 * Makes the body of a new fleet from an old one (`retry_of`): settings that the caller does not give are those of the old fleet.
 * If the caller names no targets, the new fleet takes over those that are to be tried again.
 */
import type { Ledger } from '../../../../core/ledger/ledger.ts';
import { isTerminalFleet } from '../../../../core/fleet.ts';
import { defaultSettings, type FleetSettings } from '../../../../core/settings.ts';
import type { ApiError } from '../../../../contracts/http/errors.ts';
import type { FleetSpec } from '../../../../contracts/fleet-records.ts';
import { settingsView } from '../../../../contracts/settings.ts';
import { submitBody, type SubmitBody, type SubmitRequest } from '../../../../contracts/http/submit.ts';
import { problemsOf } from '../../../../contracts/http/problems.ts';
import { reportOfText } from '../../../../contracts/report.ts';
import { isReport, reportWorkflow, runsAgent } from '../../../../contracts/workflows.ts';
import { validationError } from '../../answer.ts';
import type { ApiPorts, Caller } from '../../api-ports.ts';
import { givenTitle } from '../../../fleet-title.ts';
import { visibleFleet } from '../read/visible-fleet.ts';
import type { Given } from './complete-body.ts';
import { stepsToRequest } from './freeze-steps.ts';
import { isObject } from './salvage.ts';
import { triedAgain, type TriedAgain } from './tried-again.ts';

export interface SubmittedRequest {
  readonly body: SubmitBody;
  readonly rawBody?: unknown;
  readonly caller: Caller;
}

type Inherited =
  | {
      readonly ok: true;
      readonly body: SubmitBody;
      /** What its caller gave, as it was before the schema filled in the rest. */
      readonly given: Given;
      /** The preset that the steps of the earlier fleet were made from, if they are those of the new one too. */
      readonly preset: SubmitBody['preset'];
      readonly lineage: { parent: string; root: string } | null;
      readonly elsewhere: TriedAgain['elsewhere'];
    }
  | { readonly ok: false; readonly error: ApiError };

const nothingTaken: TriedAgain = { body: {}, elsewhere: new Map() };

export async function inherit(ports: ApiPorts, { body, rawBody, caller }: SubmittedRequest): Promise<Inherited> {
  if (body.retry_of == null) {
    const { elsewhere } = nothingTaken;
    return { ok: true, body, given: isObject(rawBody) ? rawBody : {}, preset: null, lineage: null, elsewhere };
  }
  const old = await visibleFleet(ports, body.retry_of, caller);
  if (!old.ok) return { ok: false, error: old.answer.error };
  const spec = await ports.stores.specs.getSpec(body.retry_of);
  if (!spec) throw new Error(`Fleet ${body.retry_of} has no spec`);
  const own = [body.targets, body.groups, body.selector].some((given) => given != null);
  if (!own && !isTerminalFleet(old.value.status)) return { ok: false, error: stillGoing(old.value) };
  const { body: targets, elsewhere } = own ? nothingTaken : await triedAgain(ports, spec, old.value);
  const given = givenIn(rawBody);
  const merged = {
    ...requestFrom(spec, old.value),
    ...stepsFrom(spec, given),
    ...agentFrom(spec, given),
    ...reportFrom(spec, given),
    ...targets,
    ...given,
  };
  const read = submitBody.safeParse(merged);
  if (!read.success) return { ok: false, error: validationError(problemsOf(submitBody, merged, read.error)) };
  const lineage = { parent: spec.fleet_id, root: spec.root_fleet_id ?? spec.fleet_id };
  const preset = hasSteps(given) ? null : (spec.preset ?? null);
  return { ok: true, body: read.data, given, preset, lineage, elsewhere };
}

/** The fields that the caller gave. A field that is null counts as left out, except `failure`, for which null is a value. */
const givenIn = (raw: unknown): Given =>
  // The body was parsed with the schema of an object before.
  Object.fromEntries(Object.entries(raw as object).filter(([key, value]) => value !== null || key === 'failure'));

/** Nothing where the new fleet runs no agent, and the model only of the agent that it belongs to. */
function agentFrom(spec: FleetSpec, given: Given): Pick<SubmitRequest, 'agent' | 'model'> {
  const workflow = given['workflow_ref'] ?? spec.workflow_ref;
  const runsNone = typeof workflow === 'string' && !runsAgent(workflow);
  return runsNone || 'agent' in given ? {} : { agent: spec.agent, model: spec.model };
}

/** A report in the place of other work changes nothing, and other work in the place of a report gives no answer. */
function reportFrom(spec: FleetSpec, given: Given): Partial<SubmitRequest> {
  const workflow = given['workflow_ref'] ?? ('report' in given ? reportWorkflow : spec.workflow_ref);
  if (typeof workflow !== 'string' || !isReport(workflow)) return {};
  const schema = reportOfText(spec.report_schema);
  const nothing = { verifiers: [], pull_request: {}, heal: null, steps: null, context: null, publish: 'auto' as const };
  return { ...nothing, workflow_ref: workflow, ...(schema === null ? {} : { report: { schema } }) };
}

const hasSteps = (given: Given): boolean => 'steps' in given || 'preset' in given;

/** A preset of the old fleet is its steps by now. */
const stepsFrom = (spec: FleetSpec, given: Given): Pick<SubmitRequest, 'steps' | 'context'> => ({
  ...(hasSteps(given) || spec.steps === undefined ? {} : { steps: stepsToRequest(spec, spec.steps) }),
  ...(spec.context === undefined ? {} : { context: spec.context }),
});

const stillGoing = (ledger: Ledger): ApiError => ({
  code: 'INVALID_STATE',
  message: `The fleet ${ledger.fleetId} is ${ledger.status}: retry its targets in place, or name the targets of the new fleet.`,
});

/** Everything that the old fleet was asked for, but its targets. */
function requestFrom(spec: FleetSpec, { settings, teams }: Ledger): SubmitRequest {
  return {
    ...settingsView(settings),
    ...(teams === undefined ? {} : { teams: [...teams] }),
    heal: healFrom(settings),
    title: givenTitle(settings.title, spec).title,
    workflow_ref: spec.workflow_ref,
    task_description: spec.task_description,
    params: spec.params,
    max_turns: spec.max_turns,
    verifiers: spec.verifiers,
    pull_request: spec.pull_request,
    require_approval: spec.require_approval ?? false,
  };
}

/** An edit of the budget may have changed what a heal may cost. */
function healFrom({ heal, budget }: FleetSettings): SubmitRequest['heal'] {
  const shown = settingsView({ ...defaultSettings, heal }).heal;
  return shown && budget ? { ...shown, max_budget_usd: budget.healUsd } : shown;
}
