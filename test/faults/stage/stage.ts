/**
 * What every fault needs: the embedded runtime in a process of its own, a gate before each of its services, a client of its API,
 * and somebody who does the tasks. Faults share a stage where they leave it whole.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SQSClient, ChangeMessageVisibilityCommand } from '@aws-sdk/client-sqs';
import { createClient, type Client } from '../../../contracts/http/client.ts';
import { isAbout, type Call, type Outcome } from './call.ts';
import { Gate, type Rule } from './gate.ts';
import { InstantWorker, type Doing } from './instant-worker.ts';
import { RuntimeChild } from './runtime-child.ts';
import { Witness } from './witness.ts';

export interface StageSettings {
  /** Folder of the runtime; a new one unless given. */
  readonly dir?: string;
  /** Real workers of the runtime's own; without any, one that does every task at once. */
  readonly workers?: number;
  /** Shell scripts that its workers have as agents, by name. */
  readonly agents?: Readonly<Record<string, string>>;
  /** Seconds; what differs from those below. */
  readonly durations?: Readonly<Record<string, number>>;
}

/** Short, so that what the protocol repairs is repaired while somebody watches. Seconds. */
const shortDurations = {
  task_lease_s: 3,
  cancel_check_s: 0.3,
  retry_backoff_s: 0.4,
  resubmit_after_s: 2,
  lease_repair_after_s: 1,
  owed_look_s: 1,
  active_look_s: 4,
  child_missing_after_s: 3,
  restart_every_s: 3,
  submit_lease_s: 2,
  command_wait_s: 2,
};
const clockIntervalMs = 1_000;
/** A function that crashed has its messages for this long, seconds; deployed it is minutes. */
const visibilityS = 5;

export class Stage {
  readonly gate = new Gate();
  witness = new Witness();
  client: Client = createClient({ baseUrl: 'http://127.0.0.1:9' });
  readonly folder: string;
  readonly dir: string;
  private readonly settings: StageSettings;
  private runtime: RuntimeChild | undefined;
  private worker: InstantWorker | undefined;
  private doing: () => Doing = atOnce;
  /** The queues themselves, behind the gate. */
  sqs: SQSClient | undefined;
  /** The tables themselves, behind the gate. */
  tables: DynamoDBClient | undefined;
  private fault: Rule = () => undefined;
  private readonly crashing = new Map<string, Promise<void>>();

  private constructor(folder: string, settings: StageSettings) {
    this.folder = folder;
    this.settings = settings;
    this.dir = settings.dir ?? join(folder, 'runtime');
    this.gate.rule = (call) => this.decide(call);
    this.gate.onAnswer = (call, answer) => {
      this.witness.see(call, answer);
    };
  }

  /** Starts a runtime. @throws Error with what it said when it does not start */
  static async open(settings: StageSettings = {}): Promise<Stage> {
    const stage = new Stage(await mkdtemp(join(tmpdir(), 'bgagent-faults-')), settings);
    await stage.boot();
    if (settings.workers === undefined) stage.beginInstantWork();
    return stage;
  }

  /** Starts the runtime on the stage's folder, whatever state an earlier one left there. */
  async boot(): Promise<void> {
    const { workers = 0, durations = {} } = this.settings;
    const settings = {
      ...{ dir: this.dir, workers, concurrency: 2, clockIntervalMs, durations: { ...shortDurations, ...durations } },
      ...(await this.workerConfig()),
    };
    let [queues, tables] = ['', ''];
    this.runtime = new RuntimeChild(settings, async (service, url) => {
      if (service === 'sqs') queues = url;
      if (service === 'dynamodb') tables = url;
      return this.gate.standBefore(service, url);
    });
    const { apiUrl, token, credentials } = await this.runtime.access;
    this.sqs = new SQSClient({ endpoint: queues, region: 'us-east-1', credentials, maxAttempts: 1 });
    this.tables = new DynamoDBClient({ endpoint: tables, region: 'us-east-1', credentials, maxAttempts: 1 });
    this.client = createClient({ baseUrl: apiUrl, token });
  }

  /** What the runtime said since it was started. */
  get said(): string {
    return this.runtime?.said.join('') ?? '';
  }

  get running(): boolean {
    return this.runtime?.alive ?? false;
  }

  /** What becomes of calls from now on, until it is set again. */
  set(fault: Rule): void {
    this.fault = fault;
  }

  beginInstantWork(): void {
    this.worker ??= new InstantWorker(this.dir, () => this.doing());
  }

  /** Somebody else does the tasks from now on. */
  async endInstantWork(): Promise<void> {
    await this.worker?.stop();
    this.worker = undefined;
  }

  /** How tasks go from now on, until it is calm. */
  do(doing: () => Doing): void {
    this.doing = doing;
  }

  /** No fault is on any more. */
  calm(): void {
    this.fault = () => undefined;
    this.doing = atOnce;
  }

  /** As a power cut would: no signal handler runs. */
  async kill(): Promise<void> {
    await this.runtime?.kill('SIGKILL');
    await this.gate.close();
    this.witness.inFlight.clear();
  }

  /** Resolves when the runtime's process has ended by itself. */
  async ended(): Promise<void> {
    await this.runtime?.end();
    await this.gate.close();
    this.witness.inFlight.clear();
  }

  /** A function ends in the middle of whatever it does; its messages come again at once, as they would after a while. */
  async crash(functionName: string): Promise<void> {
    const crashing = this.runtime?.crash(functionName) ?? Promise.resolve();
    this.crashing.set(functionName, crashing);
    await crashing;
    this.crashing.delete(functionName);
    setTimeout(() => void this.giveBackMail(), giveBackAfterMs);
  }

  async close(): Promise<void> {
    await this.endInstantWork();
    if (this.running) await this.runtime?.kill('SIGTERM');
    await this.gate.close();
    this.sqs?.destroy();
    this.tables?.destroy();
    await rm(this.folder, { recursive: true, force: true });
  }

  private async workerConfig(): Promise<{ workerConfig?: string }> {
    const { agents } = this.settings;
    if (!agents) return {};
    const path = join(this.folder, 'worker.yaml');
    const commands = Object.entries(agents).map(([name, script]) => [name, { command: ['sh', '-c', script] }] as const);
    await writeFile(path, JSON.stringify({ agents: Object.fromEntries(commands) }));
    return { workerConfig: path };
  }

  private async decide(call: Call): Promise<Outcome> {
    const crashing = this.crashing.get(call.caller);
    if (crashing) {
      await crashing;
      return 'cut';
    }
    const outcome = await this.fault(call);
    if (outcome !== undefined) return outcome;
    const forFunctions = call.operation === 'ReceiveMessage' && !isAbout(call, 'TaskQueue');
    return forFunctions ? call.pass({ ...call.request, VisibilityTimeout: visibilityS }) : undefined;
  }

  private async giveBackMail(): Promise<void> {
    const receipts = [...this.witness.inFlight];
    this.witness.inFlight.clear();
    const give = async ([ReceiptHandle, QueueUrl]: [string, string]): Promise<void> => {
      await this.sqs?.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout: 0 }));
    };
    // One that was removed meanwhile is refused, and a runtime that is gone has none.
    await Promise.allSettled(receipts.map(give));
  }
}

const atOnce = (): Doing => ({ passes: true, afterMs: 0 });
/** The runtime takes a while to see that a thread is gone. */
const giveBackAfterMs = 100;
