/** Works on a task that this worker took: holds it, does it in a sandbox, and writes how it ended. Removes the sandbox in any case. */
import type { ValueMap } from '../../contracts/fields.ts';
import { limits } from '../../contracts/limits.ts';
import type { Repository } from '../../contracts/repository.ts';
import type { TaskRow } from '../../contracts/task.ts';
import { messageOf } from '../../core/text/message-of-error.ts';
import { failures } from '../failure.ts';
import { createForgeBarrier } from '../forge/forge-barrier.ts';
import { createSandbox, type Sandbox } from '../sandbox/sandbox.ts';
import { createSecrets, secretsOfWorker, type Secrets } from '../sandbox/secrets.ts';
import { createTaskOutput } from '../sandbox/task-output.ts';
import { doTask } from '../task/do-task.ts';
import { failureEnding, type Ending } from '../task/ending.ts';
import type { Job } from '../task/job.ts';
import { maskedReport } from '../task/report/masked-report.ts';
import { shownOutcome } from '../task/shared/outcomes.ts';
import { shownReport } from '../task/step/reports.ts';
import { TaskStopped } from '../task-stopped.ts';
import { firstLines } from '../text/cut-lines.ts';
import { printedText } from '../text/printed-text.ts';
import { withCost } from './cost-of-hold.ts';
import { giveUpTask } from './give-up-task.ts';
import type { HeldTask } from './held-task.ts';
import { holdTask, type Hold } from './hold-task.ts';
import { storedOutput, type StoredParts } from './stored-output.ts';
import { storeEnding } from './store-ending.ts';
import { recordTask, type TaskRecord } from './task-record.ts';
import { throughOutage, type WhileHeld } from './through-outage.ts';

/** Reads the repositories of a task once: those that share its sandbox in their order, else its own, else none. Undefined: not onboarded. */
export type ReadRepositories = () => Promise<readonly (Repository | undefined)[]>;

export interface TakenTask extends Pick<HeldTask, 'ports' | 'settings' | 'task' | 'previous'> {
  readonly repositories: ReadRepositories;
  /** Called once, with the hold by which the work can be stopped. */
  readonly onHold: (hold: Hold) => void;
}

export async function workOnTask(taken: TakenTask): Promise<void> {
  const { ports, settings, task, previous } = taken;
  const log = settings.logFor(logKeys(task));
  const secrets = createSecrets();
  secrets.add(...secretsOfWorker(settings));
  settings.onSecrets?.(secrets);
  const output = createTaskOutput(secrets);
  const rawOutput = createTaskOutput(secrets);
  const held = {
    ...taken,
    soFar: { hasBegun: false, said: {} },
    holdNumber: task.claim,
    log,
    secrets,
    output,
    rawOutput,
    ...stores(ports, task, { output, rawOutput }),
  };
  const hold = holdTask(held);
  taken.onHold(hold);
  const record = patient(recordTask(ports.moves, task, new Date().toISOString()), { signal: hold.signal, log });
  log.info('Task taken', { claim: held.holdNumber, previous_status: previous });
  try {
    await record.taken(previous);
    await workUntilEnded(held, hold, record);
  } catch (error) {
    if (!(error instanceof TaskStopped)) throw error;
    // Before the task is given up, because a renewal afterwards would take the lease again.
    hold.release();
    await giveUpTask(held, hold.reason());
  } finally {
    hold.release();
  }
}

function stores({ events }: HeldTask['ports'], task: TaskRow, { output, rawOutput }: Pick<HeldTask, 'output' | 'rawOutput'>) {
  const of = { taskId: task.task_id, hold: task.claim };
  const putRaw: StoredParts = { putOutputPart: (taskId, part) => events.putRawOutputPart(taskId, part) };
  return {
    storedOutput: storedOutput({ ...of, events, output }),
    storedRawOutput: storedOutput({ ...of, events: putRaw, output: rawOutput }),
  };
}

/** What is written of the work waits for a table that does not answer. So does the end, which is written by `storeEnding`. */
function patient(record: TaskRecord, held: WhileHeld): TaskRecord {
  const patiently = (write: () => Promise<void>): Promise<void> =>
    throughOutage(write, held, 'What happened to the task is not stored yet');
  return {
    ...record,
    taken: (previous) => patiently(() => record.taken(previous)),
    running: () => patiently(record.running),
    finalizing: () => patiently(record.finalizing),
    note: (eventType, metadata) => patiently(() => record.note(eventType, metadata)),
  };
}

const logKeys = ({ task_id, channel_metadata: metadata }: TaskRow) => ({
  task_id,
  ...(metadata ? { fleet_id: metadata.fleet_id, target: metadata.target, attempt: metadata.attempt } : {}),
});

type TaskInWork = HeldTask & Pick<TakenTask, 'repositories'>;

async function workUntilEnded(held: TaskInWork, hold: Hold, record: TaskRecord): Promise<void> {
  const { settings, ports, holdNumber, log } = held;
  const sandbox = createSandbox(settings.sandboxRoot, settings.walls);
  try {
    const ended = holdNumber > limits.holds ? claimedTooOften() : await endingOf(held, hold, record, sandbox);
    const ending = withCost(held, ended);
    const finish = async (last: Ending): Promise<void> => {
      // The output first, so that it is complete when the task has ended.
      await Promise.all([held.storedOutput.storeRest(), held.storedRawOutput.storeRest()]);
      await record.finish(last);
    };
    const { status, changes } = await storeEnding(finish, ending, { signal: hold.signal, log });
    const { outcome, pr_url, build_passed, error_message } = changes;
    log.info('Task ended', { status, outcome, pr_url, build_passed, error_message });
  } catch (error) {
    await sandbox.remove();
    throw error;
  }
  await Promise.all([sandbox.remove(), ports.message.remove()]);
}

/** An unexpected error (a full disk, a bug) ends the task as a failure of the worker, which is retried. */
async function endingOf(held: TaskInWork, hold: Hold, record: TaskRecord, sandbox: Sandbox): Promise<Ending> {
  const { ports, settings, task, secrets, output, rawOutput, log, soFar } = held;
  const { config, environment, connectForge, closings: known } = settings;
  const { running, finalizing, note } = record;
  const { signal } = hold;
  try {
    const read = await throughOutage(held.repositories, { signal, log }, 'The repository of the task is not read yet');
    const [repository] = read;
    const sharing = (task.shared_repos ?? []).map(({ repo }, at) => ({ repo, repository: read[at] }));
    const job: Job = {
      ...{ task, repository, sharing, sandbox, output, rawOutput, secrets, log, signal, config, environment, finalizing, note },
      running: async () => {
        await running();
        soFar.hasBegun = true;
      },
      said: (result) => {
        soFar.said = result;
      },
      keepDiff: (diff) =>
        throughOutage(
          () => ports.events.putDiff(task.task_id, { hold: task.claim, ...diff }),
          { signal, log },
          'The diff of the task is not stored yet',
        ),
      merging: mergeSettings(settings),
      walled: sandbox.walls.kind !== 'none',
      connectForge: (access) =>
        connectForge(access, { log, barrier: createForgeBarrier(access, { buckets: ports.tasks, known, log }) }),
    };
    return masked(await doTask(job), secrets);
  } catch (error) {
    if (error instanceof TaskStopped || signal.aborted) throw new TaskStopped();
    const message = secrets.mask(printedText(messageOf(error)));
    log.error('The worker could not do the task', { reason: message });
    const { cost_usd, turns } = soFar.said;
    const failed = failures.worker(firstLines(`The worker failed: ${message}`, limits.errorMessage));
    return failureEnding(failed, { cost_usd, turns });
  }
}

const mergeSettings = ({ allowDirectMerge, durations }: TaskInWork['settings']): Job['merging'] => ({
  allowDirect: allowDirectMerge,
  pollMs: durations.check_poll_s * 1_000,
  startMs: durations.check_start_s * 1_000,
});

/** Work whose workers all died, or whose end no table took, would most likely go on so, and each time it may cost money. */
const claimedTooOften = (): Ending =>
  failureEnding(
    failures.claimedTooOften(`${limits.holds} workers began this task and none of them could end it, so it is not begun again.`),
  );

/** Masks and shortens the texts of an ending, so that the row, an event and the record of a target can hold them together. */
function masked({ status, changes }: Ending, secrets: Secrets): Ending {
  const { error_message: message, error_classification: found, result, question, agent, model, session_id: session } = changes;
  const { said, diff_stat: stat, batch, repositories, report } = changes;
  const mask = (text: string, most: number = limits.errorMessage): string => firstLines(secrets.mask(printedText(text)), most);
  // The program of the agent may have printed anything for them.
  const named = (name: string | null): string | null => (name === null ? null : mask(name, limits.sessionId));
  return {
    status,
    changes: {
      ...changes,
      ...(typeof message === 'string' ? { error_message: mask(message) } : {}),
      ...(found ? { error_classification: { ...found, description: mask(found.description), remedy: mask(found.remedy) } } : {}),
      ...(result ? { result: maskedResult(result, secrets) } : {}),
      ...(typeof report === 'string' ? { report: maskedReport(report, secrets) } : {}),
      ...(typeof question === 'string' ? { question: mask(question, limits.question) } : {}),
      ...(typeof said === 'string' ? { said: mask(said) } : {}),
      ...(typeof stat === 'string' ? { diff_stat: mask(stat, stat.length) } : {}),
      ...(repositories ? { repositories: repositories.map((each) => shownOutcome(each, mask)) } : {}),
      ...(batch ? { batch: shownReport(batch, mask) } : {}),
      ...(agent === undefined ? {} : { agent: named(agent) }),
      ...(model === undefined ? {} : { model: named(model) }),
      ...(session === undefined ? {} : { session_id: named(session) }),
    },
  };
}

/** A value that holds a secret is masked, also a number that is one. A name that holds one is left out with its value. */
function maskedResult(result: ValueMap, { mask }: Secrets): ValueMap {
  const hidden = (value: ValueMap[string]): ValueMap[string] =>
    mask(String(value)) === String(value) ? value : mask(String(value));
  const entries = Object.entries(result).filter(([key]) => mask(key) === key);
  return Object.fromEntries(entries.map(([key, value]) => [key, hidden(value)]));
}
