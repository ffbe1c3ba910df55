/** Works on a claimed task: holds it, does it in a sandbox, writes how it ended. Nothing of the sandbox is left afterwards. */
import type { ReceivedTask } from '../../adapters/ports.ts';
import type { TaskStatus } from '../../contracts/events.ts';
import { limits } from '../../contracts/limits.ts';
import type { TaskRow } from '../../contracts/task.ts';
import { firstLines } from '../text/cut-lines.ts';
import { doTask, failureEnding, type Ending } from '../task/do-task.ts';
import { failures } from '../failure.ts';
import { holdTask, type Held } from './hold-task.ts';
import { letGoOfTask } from './let-go-of-task.ts';
import type { Log } from '../logger.ts';
import { printedText } from '../text/printed-text.ts';
import { createSandbox, type Sandbox } from '../sandbox/sandbox.ts';
import { createSecrets, secretsOfWorker, type Secrets } from '../sandbox/secrets.ts';
import { Stopped } from '../stopped.ts';
import { storeEnding } from './store-ending.ts';
import { createTaskOutput, type TaskOutput } from '../sandbox/task-output.ts';
import { recordTask, type TaskRecord } from './task-record.ts';
import type { WorkerPorts, WorkerSettings } from './worker-setup.ts';

export interface Claimed {
  readonly ports: WorkerPorts;
  readonly settings: WorkerSettings;
  readonly message: ReceivedTask;
  /** The row as the claim left it, and the status before. */
  readonly row: TaskRow;
  readonly previous: TaskStatus;
  /** Told how to let go of the task. */
  readonly onHeld: (held: Held) => void;
}

interface Doing extends Claimed {
  readonly log: Log;
  readonly secrets: Secrets;
  readonly output: TaskOutput;
  readonly held: Held;
  readonly record: TaskRecord;
}

export async function workOnTask(claimed: Claimed): Promise<void> {
  const log = claimed.settings.logFor(logKeys(claimed.row));
  const secrets = createSecrets();
  secrets.add(...secretsOfWorker(claimed.settings));
  const output = createTaskOutput(secrets);
  const held = hold(claimed, { log, output });
  claimed.onHeld(held);
  const record = recordTask(claimed.ports, claimed.row, new Date().toISOString());
  log.info('Task taken', { claim: claimed.row.claim, previous_status: claimed.previous });
  try {
    await record.claimed(claimed.previous);
    await work({ ...claimed, log, secrets, output, held, record });
  } catch (error) {
    if (!(error instanceof Stopped)) throw error;
    // No renewal may follow when the lease is given back.
    held.release();
    await letGoOfTask({ ...claimed, output, log, why: held.reason() });
  } finally {
    held.release();
  }
}

const logKeys = ({ task_id, channel_metadata: metadata }: TaskRow) => ({
  task_id,
  ...(metadata ? { fleet_id: metadata.fleet_id, target: metadata.target, attempt: metadata.attempt } : {}),
});

function hold({ ports, settings, message, row }: Claimed, { log, output }: Pick<Doing, 'log' | 'output'>): Held {
  const { tasks, queue, events } = ports;
  let kept = 0;
  /** Keeps what was printed so far, so that the output of a running task can be read. */
  const onRenewed = async (): Promise<void> => {
    if (output.bytes() === kept) return;
    kept = output.bytes();
    await events.putTaskOutput(row.task_id, output.text());
  };
  const { durations } = settings;
  const held = { taskId: row.task_id, claim: row.claim, receipt: message.receipt, durations, log };
  return holdTask({ tasks, queue, ...held, lastLine: () => output.lastLine(), onRenewed });
}

async function work(doing: Doing): Promise<void> {
  const { settings, ports, row, output, record, message, log, held } = doing;
  const sandbox = createSandbox(settings.sandboxRoot);
  try {
    const ending = row.claim > limits.claims ? claimedTooOften() : await endingOf(doing, sandbox);
    const finish = async (last: Ending): Promise<void> => {
      // The output first: once a task has ended, all of it is there.
      await ports.events.putTaskOutput(row.task_id, output.text());
      await record.finish(last);
    };
    const { status, changes } = await storeEnding(finish, ending, { signal: held.signal, log });
    const { outcome, pr_url, build_passed, error_message } = changes;
    log.info('Task ended', { status, outcome, pr_url, build_passed, error_message });
  } finally {
    sandbox.remove();
  }
  await ports.queue.remove(message.receipt);
}

/** What nobody foresaw (a full disk, a bug) fails the task as the worker's fault, and may be tried again. */
async function endingOf(doing: Doing, sandbox: Sandbox): Promise<Ending> {
  const { ports, settings, row, held, record, secrets, output, log } = doing;
  const { config, environment, connectForge } = settings;
  try {
    const repository = row.repo === null ? undefined : await ports.repos.getRepo(row.repo);
    const given = { task: row, repository, sandbox, output, secrets, log, signal: held.signal, config, environment };
    const steps = { running: record.running, finalizing: record.finalizing, note: record.note };
    return masked(await doTask({ ...given, ...steps, connectForge: (access) => connectForge(access, log) }), secrets);
  } catch (error) {
    if (error instanceof Stopped || held.signal.aborted) throw new Stopped();
    const message = secrets.mask(printedText(error instanceof Error ? error.message : String(error)));
    log.error('The worker could not do the task', { reason: message });
    return failureEnding(failures.worker(firstLines(`The worker failed: ${message}`, limits.errorMessage)));
  }
}

/** Whatever ends its workers, or keeps its end from being stored, would do so again, and each time the work may cost money. */
const claimedTooOften = (): Ending =>
  failureEnding(
    failures.claims(`${limits.claims} workers began this task and none of them could end it, so it is not begun once more.`),
  );

/** Readable, without secrets, and no longer than a row, an event and the record of a target can hold together. */
function masked({ status, changes }: Ending, secrets: Secrets): Ending {
  const { error_message: message, error_classification: found } = changes;
  const mask = (text: string): string => firstLines(secrets.mask(printedText(text)), limits.errorMessage);
  return {
    status,
    changes: {
      ...changes,
      ...(typeof message === 'string' ? { error_message: mask(message) } : {}),
      ...(found ? { error_classification: { ...found, description: mask(found.description), remedy: mask(found.remedy) } } : {}),
    },
  };
}
