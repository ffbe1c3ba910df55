/** A fleet's stores on a local engine, and queues, bus and workflow that only keep what they were told. */
import { createFleetStores } from '../../adapters/fleet/fleet-stores.ts';
import type { FleetStores, TaskCore } from '../../adapters/ports.ts';
import { limitAfter } from '../../adapters/time-limit.ts';
import { durationsSchema } from '../../contracts/durations.ts';
import type { FleetSpec, TargetRecord } from '../../contracts/fleet-records.ts';
import type { Completion } from '../../contracts/events.ts';
import type { Look, RunInput } from '../../contracts/messages.ts';
import type { ActorPorts } from '../../lambdas/fleet-mailbox/actor-ports.ts';
import type { DrivePorts } from '../../lambdas/target-drive/drive.ts';
import type { Ledger } from '../../core/ledger/ledger.ts';
import { newLedger } from '../../core/ledger/new-ledger.ts';
import { defaultSettings } from '../../core/settings.ts';
import { newFleetId } from '../adapters/fleet/fleet-ids.ts';
import type { LocalDynamo } from '../adapters/local-dynamo.ts';

export const storesOn = (dynamo: LocalDynamo): FleetStores =>
  createFleetStores(dynamo.documents, { fleetTable: 'FleetTable', keepS: 86_400 });

/** Submits a fleet of `total` targets as the API would. */
export async function submit(stores: FleetStores, total: number): Promise<Ledger> {
  const fleetId = newFleetId();
  const spec: FleetSpec = {
    fleet_id: fleetId,
    owner: 'ann',
    workflow_ref: 'shell/run-v1',
    task_description: 'Update {{name}}',
    params: { command: 'true' },
    max_turns: null,
    timeout_s: 60,
    verifiers: [],
    pull_request: { title: 'Update {{repo}}' },
    groups: [{ path: 'default', from: 0, to: total }],
    skipped: [],
    spec_hash: 'h',
    retry_of: null,
    root_fleet_id: null,
  };
  const target = (ordinal: number): TargetRecord => ({
    ordinal,
    path: `r${String(ordinal)}`,
    id: `r${String(ordinal)}`,
    group: 'default',
    repo: `acme/r${String(ordinal)}`,
    vars: {},
    task_description: null,
    max_turns: null,
    pr_number: null,
    issue_number: null,
    verifiers: null,
    created: {},
    outcomes: {},
  });
  const ledger = newLedger({
    fleetId,
    owner: 'ann',
    workflowRef: spec.workflow_ref,
    settings: { ...defaultSettings, title: 'Test', policy: null, maxConcurrency: 2, autoRetryMax: 0, timeoutS: 60 },
    requireApproval: false,
    groups: spec.groups,
    graph: null,
    total,
    actorId: 'ann',
    now: Date.now(),
  });
  await stores.specs.putSpec(spec);
  await stores.targets.putTargets(
    fleetId,
    Array.from({ length: total }, (_, ordinal) => target(ordinal)),
  );
  await stores.ledgers.putLedgerIfAbsent(ledger);
  return ledger;
}

export interface Told {
  readonly mail: Look[];
  readonly deadLetters: string[];
  readonly removed: (readonly string[])[];
  readonly comeAgain: (readonly [receipts: readonly string[], seconds: number])[];
  readonly answers: (readonly [token: string, again: boolean])[];
  readonly runs: RunInput[];
  readonly events: string[];
  readonly failures: string[];
  readonly completions: Completion[];
  readonly empty: unknown[];
}

const nothing: TaskCore = {
  createTask: () => Promise.reject(new Error('not expected')),
  closeKey: () => Promise.resolve({ closed: true }),
  cancelTask: () => Promise.resolve('cancelled'),
  readTasks: () => Promise.resolve([]),
  lookUpKey: () => Promise.resolve(undefined),
};

type Ports = ActorPorts & DrivePorts & { readonly core: TaskCore; readonly told: Told };

/** Ports that write down what they are told. `core` replaces parts of a create-task core that has no task. */
export function listeningPorts(stores: FleetStores, core: Partial<TaskCore> = {}): Ports {
  const told: Told = {
    mail: [],
    deadLetters: [],
    comeAgain: [],
    removed: [],
    answers: [],
    runs: [],
    events: [],
    failures: [],
    completions: [],
    empty: [],
  };
  const note = <T>(list: T[], value: T): Promise<void> => {
    list.push(value);
    return Promise.resolve();
  };
  return {
    stores,
    told,
    apiUrl: 'https://fleets.test',
    core: { ...nothing, ...core },
    mailbox: {
      mail: (look) => note(told.mail, look),
      mailAll: (looks) => Promise.resolve(void told.mail.push(...looks)),
      comeAgain: (receipts, seconds) => note(told.comeAgain, [receipts, seconds] as const),
      remove: (receipts) => note(told.removed, receipts),
      deadLetter: (body) => note(told.deadLetters, body),
    },
    timers: { wakeLater: () => Promise.resolve() },
    bus: { publishTaskStatus: () => Promise.resolve(), publishFleetEvent: (type) => note(told.events, type) },
    workflow: { startRun: (_, input) => note(told.runs, input), runStatus: () => Promise.resolve('running') },
    tokens: { answer: (token, again) => note(told.answers, [token, again] as const) },
    after: limitAfter,
    clockAndIds: { now: () => Date.now(), newId: newFleetId },
    durations: durationsSchema.parse({}),
    onEffectFailed: (effect) => void told.failures.push(effect),
    onEmptyPlaceholders: (of) => void told.empty.push(of),
    onFinished: (completion) => void told.completions.push(completion),
    onTurn: () => undefined,
    onMailFailed: () => undefined,
  };
}
