/** Fleets in a store with groups, dependencies and statuses as a test wants them, as if a submit and some turns had been. */
import type { FleetStores } from '../../adapters/ports.ts';
import type { AttemptOutcome, FleetSpec, TargetRecord } from '../../contracts/fleet-records.ts';
import type { TargetStatus } from '../../core/fleet.ts';
import type { Edge } from '../../core/graph/graph.ts';
import { newLedger } from '../../core/ledger/new-ledger.ts';
import { defaultSettings } from '../../core/settings.ts';
import { newFleetId } from '../adapters/fleet/fleet-ids.ts';

export interface GraphWish {
  readonly title?: string;
  /** Absent: a plain list. */
  readonly groups?: FleetSpec['groups'];
  readonly statuses: readonly TargetStatus[];
  /** In topological order. Absent: none. */
  readonly edges?: readonly Edge[];
  /** The name of a target; absent: r0, r1, … */
  readonly nameOf?: (ordinal: number) => string;
  /** The ends of attempts that have ended, by ordinal. */
  readonly outcomes?: ReadonlyMap<number, Partial<AttemptOutcome>>;
  readonly now?: number;
}

const outcome: AttemptOutcome = {
  status: 'SUCCEEDED',
  trigger: 'initial',
  task_id: null,
  outcome: 'changed',
  failure: null,
  pr_url: null,
  branch: null,
  cost_usd: null,
  started_at: '2026-11-20T10:00:00.000Z',
  finished_at: '2026-11-20T10:02:34.000Z',
  duration_s: 154,
};

/** @returns its id; its owner is ann */
export async function putFleetWithGraph(stores: FleetStores, wish: GraphWish): Promise<string> {
  const {
    title = 'Migrate',
    statuses,
    edges,
    nameOf = (ordinal) => `r${ordinal}`,
    outcomes = new Map<number, Partial<AttemptOutcome>>(),
    now = Date.now(),
  } = wish;
  const total = statuses.length;
  const groups = wish.groups ?? [{ path: 'default', from: 0, to: total }];
  const fleetId = newFleetId();
  const graph = edges === undefined ? null : { edges, dependents: statuses.map(() => 0) };
  const given = newLedger({
    ...{ fleetId, owner: 'ann', workflowRef: 'shell/run-v1', requireApproval: false, groups, graph, total, actorId: 'ann', now },
    settings: { ...defaultSettings, title, policy: null },
  });
  await stores.specs.putSpec(specOf(fleetId, groups));
  if (graph) await stores.graphs.putGraph(fleetId, graph);
  const target = (ordinal: number): TargetRecord => {
    const group = groups.findLast(({ from, to }) => ordinal >= from && ordinal < to)?.path ?? 'default';
    const id = nameOf(ordinal);
    const ended = outcomes.get(ordinal);
    return {
      ...{ ordinal, id, group, repo: `acme/r${ordinal}`, path: group === 'default' ? id : `${group}/${id}` },
      ...{ vars: {}, task_description: null, max_turns: null, pr_number: null, issue_number: null, verifiers: null, created: {} },
      outcomes: ended ? { '1': { ...outcome, ...ended } } : {},
    };
  };
  const targets = statuses.map((_, ordinal) => target(ordinal));
  await stores.targets.putTargets(fleetId, targets);
  for (const { ordinal, outcomes: ends } of targets) {
    const ended = ends['1'];
    if (ended) await stores.targets.recordOutcome(fleetId, ordinal, 1, ended);
  }
  const slots = new Map(statuses.flatMap((status, ordinal) => (hasSlot(status) ? [[ordinal, { since: now }] as const] : [])));
  await stores.ledgers.putLedgerIfAbsent({ ...given, statuses, slots, status: 'RUNNING' });
  return fleetId;
}

const hasSlot = (status: TargetStatus): boolean => ['QUEUED', 'RUNNING', 'AWAITING_INPUT'].includes(status);

const specOf = (fleet_id: string, groups: FleetSpec['groups']): FleetSpec => ({
  ...{ fleet_id, groups, owner: 'ann', workflow_ref: 'shell/run-v1', task_description: 'Do it.', params: { command: 'true' } },
  ...{
    max_turns: null,
    timeout_s: 60,
    verifiers: [],
    pull_request: {},
    skipped: [],
    spec_hash: 'h',
    retry_of: null,
    root_fleet_id: null,
  },
});
