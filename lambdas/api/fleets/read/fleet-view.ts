/** A fleet in the API's form, made from its ledger and its frozen spec: two reads, however many targets it has. */
import { aggregateStatus, hasFailures } from '../../../../core/ledger/aggregate.ts';
import { maySkipRemaining, possibleActions } from '../../../../core/commands/command-rules.ts';
import { countStatuses } from '../../../../core/fleet.ts';
import { topLevel, type GroupRange, type Ledger } from '../../../../core/ledger/ledger.ts';
import { stepCountsOf } from '../../../../core/ledger/step-counts.ts';
import { progressOf } from '../../../../core/ledger/progress.ts';
import { waitsForPerson } from '../../../../core/ledger/waits-for-person.ts';
import { waitingTargets } from '../../../../core/ledger/waits.ts';
import { shownReason } from '../../../../core/turn/turn.ts';
import { isoOf } from '../../../../contracts/fields.ts';
import type { FleetSpec } from '../../../../contracts/fleet-records.ts';
import type { FleetView, GroupView } from '../../../../contracts/http/fleet.ts';
import { shownReportOf } from '../../../../contracts/report.ts';
import { settingsView } from '../../../../contracts/settings.ts';
import type { ApiPorts } from '../../api-ports.ts';

const isoOrNull = (ms: number | null): string | null => (ms === null ? null : isoOf(ms));

/** @throws Error if the fleet has no spec, which cannot be: a submit writes it before the ledger */
export async function readFleetView(ports: ApiPorts, ledger: Ledger): Promise<FleetView> {
  const spec = await ports.stores.specs.getSpec(ledger.fleetId);
  if (!spec) throw new Error(`Fleet ${ledger.fleetId} has no spec`);
  return fleetView(ledger, spec, ports.clockAndIds.now());
}

export function fleetView(ledger: Ledger, spec: FleetSpec, now: number): FleetView {
  return {
    ...identity(ledger),
    ...times(ledger),
    ...settingsView(ledger.settings),
    ...frozen(spec),
    progress: progressOf(ledger, now),
    waiting: waitingTargets(ledger, now).map(({ host, count, until }) => ({ host, count, until: isoOf(until) })),
    questions: ledger.waiting.size,
    gates: [...ledger.gates.keys()].filter((ordinal) => !ledger.publishing.has(ordinal)).length,
    reviews: [...ledger.gates.keys()].filter((ordinal) => ledger.publishing.has(ordinal)).length,
    steps: stepCountsOf(ledger),
    groups: topLevel(ledger.groups).map((group) => groupView(ledger, group)),
    acknowledged_failures: ledger.acknowledgedFailures,
    actions: possibleActions(ledger),
    skip_remaining: maySkipRemaining(ledger),
    waits_for_person: waitsForPerson(ledger),
    links: linksOf(ledger.fleetId),
  };
}

function identity(ledger: Ledger) {
  const { status, reason, generation, version, revision } = ledger;
  return {
    fleet_id: ledger.fleetId,
    owner: ledger.owner,
    teams: [...(ledger.teams ?? [])],
    status,
    reason: reason && shownReason(reason),
    generation,
    version,
    revision,
  };
}

const times = (ledger: Ledger) => ({
  created_at: isoOf(ledger.createdAt),
  started_at: isoOrNull(ledger.startedAt),
  finished_at: isoOrNull(ledger.finishedAt),
  updated_at: isoOf(ledger.updatedAt),
});

const frozen = (spec: FleetSpec) => ({
  workflow_ref: spec.workflow_ref,
  task_description: spec.task_description,
  params: spec.params,
  max_turns: spec.max_turns,
  agent: spec.agent ?? null,
  model: spec.model ?? null,
  verifiers: spec.verifiers,
  context: spec.context ?? null,
  preset: spec.preset?.name ?? null,
  report: shownReportOf(spec.report_schema),
  pull_request: spec.pull_request,
  skipped: spec.skipped,
  selector: spec.selector ?? null,
  selection: spec.selection ?? null,
  spec_hash: spec.spec_hash,
  require_approval: spec.require_approval ?? false,
  retry_of: spec.retry_of,
  root_fleet_id: spec.root_fleet_id,
});

function groupView(ledger: Ledger, group: GroupRange): GroupView {
  const { path, from, to, maxConcurrency, approval, shared } = group;
  const counts = countStatuses(ledger.statuses.slice(from, to));
  return {
    path,
    from,
    to,
    max_concurrency: maxConcurrency ?? null,
    sandbox: shared ? 'shared' : null,
    approval: approval ?? null,
    status: aggregateStatus(counts),
    has_failures: hasFailures(counts),
    counts,
    groups: childrenOf(ledger, path).map((child) => groupView(ledger, child)),
  };
}

const childrenOf = ({ groups }: Ledger, parent: string): GroupRange[] =>
  groups.filter(({ path }) => path.slice(0, path.lastIndexOf('/')) === parent && path.length > parent.length);

export const fleetPath = (fleetId: string): string => `/v1/fleets/${fleetId}`;

const linksOf = (fleetId: string): FleetView['links'] => {
  const self = fleetPath(fleetId);
  return { self, targets: `${self}/targets`, log: `${self}/log`, graph: `${self}/graph` };
};
