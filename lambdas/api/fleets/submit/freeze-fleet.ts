/** Makes the items that a submit writes: the frozen spec, the targets and the first ledger. */
import type { Ledger } from '../../../../core/ledger/ledger.ts';
import { newLedger } from '../../../../core/ledger/new-ledger.ts';
import { defaultSettings } from '../../../../core/settings.ts';
import type { ResolvedDependency, ResolvedTarget } from '../../../../core/plan/plan-spec.ts';
import type { FleetSpec, TargetRecord } from '../../../../contracts/fleet-records.ts';
import { storedSelector } from '../../../../contracts/selector.ts';
import { settingsOf } from '../../../../contracts/settings.ts';
import { runsAgent } from '../../../../contracts/workflows.ts';
import { hashOf } from '../../body-hash.ts';
import { frozenSteps, stepRules } from './freeze-steps.ts';
import type { PreparedFleet } from './prepare-fleet.ts';

export interface FrozenFleet {
  readonly spec: FleetSpec;
  readonly targets: readonly TargetRecord[];
  readonly ledger: Ledger;
}

export function freezeFleet(fleet: PreparedFleet, id: { fleetId: string; owner: string; now: number }): FrozenFleet {
  const { body, plan } = fleet;
  const steps = stepRules(frozenSteps(body, fleet.workflowRef));
  const usesAgent = steps.length === 0 ? runsAgent(fleet.workflowRef) : steps.some((step) => step.usesAgent);
  const ledger = newLedger({
    fleetId: id.fleetId,
    owner: id.owner,
    teams: body.teams ?? [],
    workflowRef: fleet.workflowRef,
    settings: { ...defaultSettings, ...settingsOf(body), title: fleet.title, usesAgent, steps },
    requireApproval: body.require_approval ?? false,
    groups: plan.groups,
    graph: plan.graph,
    total: plan.targets.length,
    actorId: id.owner,
    now: id.now,
  });
  return { spec: specOf(fleet, id), targets: recordsOf(fleet), ledger };
}

function specOf(fleet: PreparedFleet, { fleetId, owner }: { fleetId: string; owner: string }): FleetSpec {
  const { body, plan } = fleet;
  return {
    fleet_id: fleetId,
    owner,
    workflow_ref: fleet.workflowRef,
    task_description: body.task_description ?? null,
    params: body.params,
    max_turns: body.max_turns ?? null,
    agent: body.agent ?? null,
    model: body.model ?? null,
    timeout_s: body.timeout_s,
    verifiers: body.verifiers,
    pull_request: body.pull_request,
    ...stepsOf(fleet),
    ...(body.report == null ? {} : { report_schema: JSON.stringify(body.report.schema) }),
    ...selectorOf(fleet),
    groups: plan.groups.map((group) => ({ ...group, ...dependenciesOf(plan.groupDependencies.get(group.path)) })),
    require_approval: body.require_approval ?? false,
    skipped: plan.skipped.map(({ repo, code, message }) => ({ repo, code, message })),
    spec_hash: specHash(fleet),
    retry_of: fleet.lineage?.parent ?? null,
    root_fleet_id: fleet.lineage?.root ?? null,
  };
}

/** Absent where each target takes one task. */
function stepsOf({ body, workflowRef, preset }: PreparedFleet): Pick<FleetSpec, 'steps' | 'preset' | 'context'> {
  const steps = frozenSteps(body, workflowRef);
  if (steps.length === 0) return {};
  return { steps, ...(preset ? { preset } : {}), ...(body.context == null ? {} : { context: body.context }) };
}

/** Parts of a selector that matched nothing and that are kept: an item has 400 KB at most. */
const mostUnmatched = 20;

/** Absent where its caller named all repositories. */
function selectorOf({ body, selected }: PreparedFleet): Pick<FleetSpec, 'selector' | 'selection'> {
  const { selection } = selected;
  if (body.selector == null || selection === null) return {};
  const unmatched = selection.unmatched.slice(0, mostUnmatched);
  return { selector: storedSelector.parse(body.selector), selection: { ...selection, unmatched } };
}

/** Hash of the settings and the resolved targets: equal for equal work, whichever user submits it and at whichever time. */
export function specHash(fleet: PreparedFleet): string {
  const { body, title, workflowRef } = fleet;
  const steps = frozenSteps(body, workflowRef);
  // A preset and its steps are equal work, as are a selector and the repositories that it selects. A fleet without steps, reviews or a report
  // has the hash that it had before there were any.
  const said = {
    steps: steps.length === 0 ? undefined : steps,
    // Whom it is shown to is no part of the work.
    teams: undefined,
    publish: body.publish === 'auto' ? undefined : body.publish,
    report: body.report ?? undefined,
  };
  const work = { ...body, preset: undefined, selector: undefined, ...said };
  return hashOf({ ...work, title, workflow_ref: workflowRef, targets: recordsOf(fleet) });
}

const recordsOf = ({ plan }: PreparedFleet): TargetRecord[] => plan.targets.map(recordOf);

const dependenciesOf = (list: readonly ResolvedDependency[] = []): Pick<TargetRecord, 'depends_on'> =>
  list.length === 0 ? {} : { depends_on: list.map(({ path, optional }) => ({ path, optional })) };

const copied = (verifiers: ResolvedTarget['entry']['verifiers']): TargetRecord['verifiers'] =>
  verifiers && verifiers.map(({ name, command }) => ({ name, command: [...command] }));

function recordOf({ ordinal, path, id, group, entry, dependsOn, passes, base }: ResolvedTarget): TargetRecord {
  return {
    ordinal,
    path,
    id,
    group,
    repo: entry.repo,
    vars: { ...entry.vars },
    task_description: entry.taskDescription,
    max_turns: entry.maxTurns,
    pr_number: entry.prNumber,
    issue_number: entry.issueNumber,
    verifiers: copied(entry.verifiers),
    ...dependenciesOf(dependsOn),
    ...(passes.size === 0 ? {} : { passes: Object.fromEntries(passes) }),
    ...(base === null ? {} : { base }),
    ...(entry.shared ? { repos: entry.shared.map((one) => ({ ...one, verifiers: copied(one.verifiers) })) } : {}),
    created: {},
    outcomes: {},
  };
}
