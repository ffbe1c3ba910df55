/** A fleet that has ended, with groups and dependencies, written into the tables of a runtime as a submit and its actor would. */
import { join } from 'node:path';
import { ulid } from 'ulid';
import { createDocumentClient, createDynamoClient } from '../../adapters/aws-clients.ts';
import { createFleetStores } from '../../adapters/fleet/fleet-stores.ts';
import type { FleetStores } from '../../adapters/ports.ts';
import { createClient } from '../../contracts/http/client.ts';
import type { AttemptOutcome, FleetSpec, TargetRecord } from '../../contracts/fleet-records.ts';
import type { Edge } from '../../core/graph/graph.ts';
import { newLedger } from '../../core/ledger/new-ledger.ts';
import { defaultSettings } from '../../core/settings.ts';
import { startRuntime } from '../../local/start-runtime.ts';
import { recordCalls } from './call-recorder.ts';

/** Groups of a fleet; each depends on the one before it, and its targets on three of that one. */
export interface GraphSize {
  readonly targets: number;
  readonly groups: number;
}

/** @param folder that of a runtime which does not run now; @returns the id of the fleet */
export async function writeGraphFleet(folder: string, size: GraphSize): Promise<string> {
  let fleetTable = '';
  const intercept = recordCalls(async ({ request, pass }) => {
    const name = String(request['TableName']);
    if (name.includes('FleetTable')) fleetTable = name;
    await pass();
  });
  const runtime = await startRuntime({ dir: join(folder, 'runtime'), port: 0, workers: 0, intercept });
  try {
    const fleetId = ulid();
    // The first look for the fleet tells the name of the table.
    await createClient({ baseUrl: runtime.apiUrl, token: runtime.token }).getFleet({ params: { fleet_id: fleetId } });
    const { endpoints, credentials } = runtime;
    const client = createDynamoClient({ endpoint: endpoints.dynamodb, region: 'us-east-1', credentials });
    await putFleet(createFleetStores(createDocumentClient(client), { fleetTable, keepS: 86_400 }), fleetId, size);
    client.destroy();
    return fleetId;
  } finally {
    await runtime.close();
  }
}

async function putFleet(stores: FleetStores, fleetId: string, size: GraphSize): Promise<void> {
  const groups = groupsOf(size);
  const graph = { edges: edgesOf(groups), dependents: new Array<number>(size.targets).fill(0) };
  const now = Date.now();
  const ledger = newLedger({
    ...{
      fleetId,
      owner: 'bench',
      workflowRef: 'shell/run-v1',
      requireApproval: false,
      groups,
      graph,
      total: size.targets,
      actorId: 'bench',
      now,
    },
    settings: { ...defaultSettings, title: 'Graph' },
  });
  await stores.specs.putSpec(specOf(fleetId, groups));
  await stores.graphs.putGraph(fleetId, graph);
  const targets = Array.from({ length: size.targets }, (_, ordinal) => targetOf(ordinal, groups));
  await stores.targets.putTargets(fleetId, targets);
  for (const { ordinal } of targets) await stores.targets.recordOutcome(fleetId, ordinal, 1, outcome);
  const statuses = targets.map(() => 'SUCCEEDED' as const);
  await stores.ledgers.putLedgerIfAbsent({
    ...ledger,
    statuses,
    status: 'SUCCEEDED',
    startedAt: now,
    finishedAt: now,
    wakeAt: null,
    owedLog: [],
  });
}

const groupsOf = ({ targets, groups }: GraphSize): FleetSpec['groups'] =>
  Array.from({ length: groups }, (_, at) => ({
    path: `group-${at}`,
    from: Math.floor((at * targets) / groups),
    to: Math.floor(((at + 1) * targets) / groups),
  }));

const edgesOf = (groups: FleetSpec['groups']): Edge[] =>
  groups.slice(1).flatMap(({ from, to }, at) => {
    const before = groups[at];
    if (!before) return [];
    const whole = { from, to, onFrom: before.from, onTo: before.to, optional: false };
    const single = (ordinal: number, further: number): Edge => {
      const on = before.from + ((ordinal + further) % (before.to - before.from));
      return { from: ordinal, to: ordinal + 1, onFrom: on, onTo: on + 1, optional: false };
    };
    const all = Array.from({ length: to - from }, (_, nth) => [0, 1, 2].map((further) => single(from + nth, further))).flat();
    return [whole, ...all];
  });

const outcome: AttemptOutcome = {
  ...{
    status: 'SUCCEEDED',
    trigger: 'initial',
    task_id: null,
    outcome: 'changed',
    failure: null,
    pr_url: null,
    branch: 'bgagent/x',
  },
  ...{ cost_usd: 0.5, started_at: '2026-11-20T10:00:00.000Z', finished_at: '2026-11-20T10:02:34.000Z', duration_s: 154 },
};

function targetOf(ordinal: number, groups: FleetSpec['groups']): TargetRecord {
  const group = groups.find(({ from, to }) => ordinal >= from && ordinal < to)?.path ?? 'default';
  return {
    ...{ ordinal, group, id: `target-${ordinal}`, path: `${group}/target-${ordinal}`, repo: `acme/target-${ordinal}`, vars: {} },
    ...{
      task_description: null,
      max_turns: null,
      pr_number: null,
      issue_number: null,
      verifiers: null,
      created: {},
      outcomes: {},
    },
  };
}

const specOf = (fleet_id: string, groups: FleetSpec['groups']): FleetSpec => ({
  ...{
    fleet_id,
    groups,
    owner: 'bench',
    workflow_ref: 'shell/run-v1',
    task_description: 'Migrate {{repo}}.',
    params: { command: 'true' },
  },
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
