/**
 * Takes a batch of messages that each name a task, one after the other. A message that has to wait is hidden. One that has waited for as long
 * as the clock takes to send another for its task is deleted: so a task has one message at a time, and none becomes a dead letter because
 * all places are taken.
 */
import type { SQSBatchResponse, SQSRecord } from 'aws-lambda';
import type { TaskQueueConsumer } from '../../adapters/ports.ts';
import type { Durations } from '../../contracts/durations.ts';
import { taskMessageSchema } from '../../contracts/messages.ts';
import { newerVersion } from '../../contracts/versions.ts';
import { jsonOrUndefined } from '../../core/text/json-or-undefined.ts';
import { messageOf } from '../../core/text/message-of-error.ts';
import { batchAnswer } from '../batch.ts';
import { launchTask, type LaunchPorts, type Launched } from './launch-task.ts';
import { createPlaces, type Places } from './places.ts';

export interface LauncherPorts extends LaunchPorts {
  readonly queue: Pick<TaskQueueConsumer, 'hide'>;
  /** Containers at a time. */
  readonly max: number;
  readonly durations: Pick<Durations, 'resubmit_after_s'>;
  /** From 0 to 1; spreads the waits. */
  readonly random: () => number;
  readonly report: (what: LaunchReport) => void;
}

export interface LaunchReport {
  readonly outcome: Launched['kind'] | 'failed' | 'malformed';
  readonly taskId?: string;
  readonly why?: string;
  readonly arn?: string;
}

/** No further task is begun after so many milliseconds: what one may need still fits into the time of the function. */
const budgetMs = 10_000;

export async function takeLaunches(ports: LauncherPorts, records: readonly SQSRecord[]): Promise<SQSBatchResponse> {
  const places = createPlaces(ports, ports.max);
  const until = ports.ports.clockAndIds.now() + budgetMs;
  const again: string[] = [];
  // Where one task finds no room, the next one does not ask: it would find none either.
  let noRoom = false;
  for (const record of records) {
    const taskId = taskOf(ports, record);
    const isPutOff: boolean = noRoom || ports.ports.clockAndIds.now() >= until;
    const launched: Outcome | undefined =
      taskId === undefined || isPutOff ? undefined : await launch(ports, { taskId, record, places });
    noRoom ||= launched !== undefined && ['full', 'later', 'refused'].includes(launched.kind);
    const comesAgain = taskId === undefined || !(await isOver(ports, record, launched));
    if (comesAgain) again.push(record.messageId);
  }
  return batchAnswer(again);
}

function taskOf(ports: LauncherPorts, { body, messageId }: SQSRecord): string | undefined {
  const json = jsonOrUndefined(body);
  const newer = newerVersion('task message', messageId, json);
  const parsed = taskMessageSchema.safeParse(json);
  if (!newer && parsed.success) return parsed.data.task_id;
  ports.report({ outcome: 'malformed', why: newer?.message ?? parsed.error?.message ?? '' });
  return undefined;
}

type Outcome = Launched | { readonly kind: 'failed'; readonly why: string };

interface Given {
  readonly taskId: string;
  readonly record: SQSRecord;
  readonly places: Places;
}

async function launch(ports: LauncherPorts, { taskId, record, places }: Given): Promise<Outcome> {
  const outcome = await launchTask(ports, { taskId, token: record.messageId, places }).catch((error: unknown): Outcome => ({
    kind: 'failed',
    why: messageOf(error),
  }));
  const { kind, why, arn } = { why: undefined, arn: undefined, ...outcome };
  ports.report({ outcome: kind, taskId, ...(why === undefined ? {} : { why }), ...(arn === undefined ? {} : { arn }) });
  return outcome;
}

/** Hides the message where it has to come again. @param launched undefined: the batch had no time or no room for it */
async function isOver(ports: LauncherPorts, record: SQSRecord, launched: Outcome | undefined): Promise<boolean> {
  const now = ports.ports.clockAndIds.now();
  const hide = (seconds: number) => ports.queue.hide(record.receiptHandle, Math.ceil(seconds));
  if (launched?.kind === 'started' || launched?.kind === 'done') return true;
  if (launched?.kind === 'waits') {
    await hide(Math.min(longestHideS, Math.max(1, (launched.until - now) / 1_000)));
    return false;
  }
  const ageS = (now - Number(record.attributes.SentTimestamp)) / 1_000;
  if (ageS >= ports.durations.resubmit_after_s) return true;
  await hide(waitS(Number(record.attributes.ApproximateReceiveCount), ports.random()));
  return false;
}

/** SQS hides a message for 12 hours at most, counted from its receipt. A task that comes before its time is hidden again. */
const longestHideS = 11.5 * 3_600;

/** 20 to 60 s, and after some tries more. */
const waitS = (tries: number, random: number): number => Math.min(20 * 1.5 ** Math.max(0, tries - 3), 120) * (1 + 2 * random);
