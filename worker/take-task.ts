/**
 * What happens to one message of the task queue: the task is claimed and done, or left to whoever holds it. The message goes
 * away only when the task has ended; whatever else happens, it comes back, here or at another worker.
 */
import type { ReceivedTask, RepoStore, TaskQueueConsumer } from '../adapters/ports.ts';
import type { TaskStatus } from '../contracts/events.ts';
import { isTaskEnded } from '../contracts/task-transitions.ts';
import type { Durations } from '../contracts/durations.ts';
import type { TaskRow } from '../contracts/task.ts';
import type { WorkerConfig } from '../contracts/worker-config.ts';
import { doTask, type Ending } from './do-task.ts';
import { failures } from './failure.ts';
import type { Forge } from './forge.ts';
import { holdTask, type Held } from './hold-task.ts';
import type { Log } from './logger.ts';
import type { ForgeAccess } from './remote.ts';
import { createSandbox, type Sandbox } from './sandbox.ts';
import { createSecrets, type Secrets } from './secrets.ts';
import { Stopped, type StopReason } from './stopped.ts';
import { createTaskOutput, type TaskOutput } from './task-output.ts';
import { publishStatus, recordTask, type TaskPorts, type TaskRecord } from './task-record.ts';

export interface WorkerPorts extends TaskPorts {
  readonly repos: RepoStore;
  readonly queue: TaskQueueConsumer;
}

export interface WorkerSettings {
  readonly durations: Durations;
  readonly config: WorkerConfig;
  readonly environment: NodeJS.ProcessEnv;
  /** Folder in which sandboxes are made; the system's for temporary files unless given. */
  readonly sandboxRoot: string | undefined;
  readonly connectForge: (access: ForgeAccess, log: Log) => Forge;
  /** A logger whose lines carry these. */
  readonly logFor: (keys: Record<string, unknown>) => Log;
}

/** A message in hand, and how to let go of it when the worker closes. */
export interface Turn {
  readonly done: Promise<void>;
  close(): void;
}

interface Context {
  readonly ports: WorkerPorts;
  readonly settings: WorkerSettings;
  readonly message: ReceivedTask;
  readonly isClosing: () => boolean;
  readonly onHeld: (held: Held) => void;
}

export function takeTask(ports: WorkerPorts, settings: WorkerSettings, message: ReceivedTask): Turn {
  let closing = false;
  let held: Held | undefined;
  const onHeld = (now: Held): void => {
    held = now;
    if (closing) now.letGo('closing');
  };
  return {
    done: take({ ports, settings, message, isClosing: () => closing, onHeld }),
    close() {
      closing = true;
      held?.letGo('closing');
    },
  };
}

async function take(context: Context): Promise<void> {
  const { ports, settings, message } = context;
  if (context.isClosing()) return ports.queue.hide(message.receipt, 0);
  const now = Date.now();
  const lease = settings.durations.task_lease;
  const claimed = await ports.tasks.claimTaskIfFree(message.taskId, now, now + lease * 1_000);
  if (!claimed) return leave(ports, message);
  await ports.queue.hide(message.receipt, Math.ceil(lease));
  return work(context, claimed.row, claimed.previous);
}

/** Not free: it ended, somebody works on it, or it waits for something else than a worker. */
async function leave({ tasks, queue, bus }: WorkerPorts, { taskId, receipt }: ReceivedTask): Promise<void> {
  const row = await tasks.getTask(taskId);
  const leaseMs = row?.lease_until ? Date.parse(row.lease_until) - Date.now() : undefined;
  const isWorkedOn = row !== undefined && !isTaskEnded(row.status) && leaseMs !== undefined;
  if (isWorkedOn) return queue.hide(receipt, Math.max(1, Math.ceil(leaseMs / 1_000)));
  // Its worker may have died between the last write and its event.
  if (row && isTaskEnded(row.status)) await publishStatus(bus, row, null);
  await queue.remove(receipt);
}

async function work(context: Context, row: TaskRow, previous: TaskStatus): Promise<void> {
  const { ports, settings, message } = context;
  const log = settings.logFor(logKeys(row));
  const secrets = createSecrets();
  const output = createTaskOutput(secrets);
  const { task_id: taskId, claim } = row;
  const { receipt } = message;
  const { tasks, queue } = ports;
  const onRenewed = outputKeeper(ports, taskId, output);
  const held = holdTask({ tasks, queue, taskId, claim, receipt, durations: settings.durations, log, onRenewed });
  context.onHeld(held);
  const sandbox = createSandbox(settings.sandboxRoot);
  log.info('Task taken', { claim, previous_status: previous });
  try {
    const record = recordTask(ports, row, new Date().toISOString());
    await record.claimed(previous);
    const ending = await endingOf({ context, row, sandbox, output, secrets, log, held, record });
    await finish({ ports, taskId, output, record, ending, log });
    await queue.remove(receipt);
  } catch (error) {
    if (!(error instanceof Stopped)) throw error;
    // No renewal may follow when the lease is given back.
    held.release();
    await stopped({ ports, message, row, output, log }, held.reason());
  } finally {
    held.release();
    sandbox.remove();
  }
}

const logKeys = ({ task_id, channel_metadata: metadata }: TaskRow) => ({
  task_id,
  ...(metadata ? { fleet_id: metadata.fleet_id, target: metadata.target, attempt: metadata.attempt } : {}),
});

/** Keeps what was printed so far, so that the output of a running task can be read. */
function outputKeeper({ events }: WorkerPorts, taskId: string, output: TaskOutput): () => Promise<void> {
  let kept = 0;
  return async () => {
    if (output.bytes() === kept) return;
    kept = output.bytes();
    await events.putTaskOutput(taskId, output.text());
  };
}

interface Doing {
  readonly context: Context;
  readonly row: TaskRow;
  readonly sandbox: Sandbox;
  readonly output: TaskOutput;
  readonly secrets: Secrets;
  readonly log: Log;
  readonly held: Held;
  readonly record: TaskRecord;
}

/** What nobody foresaw (a full disk, a bug) fails the task as the worker's fault, and may be tried again. */
async function endingOf(doing: Doing): Promise<Ending> {
  const { context, row, held, record, secrets, log } = doing;
  const { config, environment, connectForge } = context.settings;
  try {
    const repository = row.repo === null ? undefined : await context.ports.repos.getRepo(row.repo);
    const { sandbox, output } = doing;
    const { running, finalizing } = record;
    const { signal } = held;
    const forge = (access: ForgeAccess): Forge => connectForge(access, log);
    const shared = { task: row, repository, sandbox, output, secrets, log, signal };
    return masked(await doTask({ ...shared, config, environment, connectForge: forge, running, finalizing }), secrets);
  } catch (error) {
    if (error instanceof Stopped) throw error;
    if (held.signal.aborted) throw new Stopped();
    const message = secrets.mask(error instanceof Error ? error.message : String(error));
    log.error('The worker could not do the task', { reason: message });
    const { classification } = failures.worker(`The worker failed: ${message}`);
    return { status: 'FAILED', changes: { error_message: classification.description, error_classification: classification } };
  }
}

function masked({ status, changes }: Ending, { mask }: Secrets): Ending {
  const { error_message: message, error_classification: found } = changes;
  return {
    status,
    changes: {
      ...changes,
      ...(typeof message === 'string' ? { error_message: mask(message) } : {}),
      ...(found ? { error_classification: { ...found, description: mask(found.description), remedy: mask(found.remedy) } } : {}),
    },
  };
}

interface Finish {
  readonly ports: WorkerPorts;
  readonly taskId: string;
  readonly output: TaskOutput;
  readonly record: TaskRecord;
  readonly ending: Ending;
  readonly log: Log;
}

/** The output first: once a task has ended, all of it is there. */
async function finish({ ports, taskId, output, record, ending, log }: Finish): Promise<void> {
  await ports.events.putTaskOutput(taskId, output.text());
  await record.finish(ending);
  const { outcome, pr_url, build_passed, error_message } = ending.changes;
  log.info('Task ended', { status: ending.status, outcome, pr_url, build_passed, error_message });
}

interface StoppedTask {
  readonly ports: WorkerPorts;
  readonly message: ReceivedTask;
  readonly row: TaskRow;
  readonly output: TaskOutput;
  readonly log: Log;
}

async function stopped({ ports, message, row, output, log }: StoppedTask, why: StopReason | undefined): Promise<void> {
  const { tasks, queue, events, bus } = ports;
  const now = await tasks.getTask(row.task_id);
  const ours = now?.claim === row.claim;
  log.info('Task let go of', { why, status: now?.status });
  if (now && isTaskEnded(now.status)) {
    if (ours) await events.putTaskOutput(row.task_id, output.text());
    await publishStatus(bus, now, null);
    return queue.remove(message.receipt);
  }
  // Given back: the lease ends now, and the message is there for the next worker.
  if (ours && why === 'closing') await tasks.renewLeaseOfClaim(row.task_id, row.claim, Date.now() - 1);
  await queue.hide(message.receipt, why === 'closing' ? 0 : 1);
}
