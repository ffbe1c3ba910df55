/**
 * Holds a task during the work: renews the lease and stores the last printed line with it, stores the new output, keeps the queue's
 * message hidden, and checks whether the task was cancelled or taken by another worker. Aborts a signal when the work must stop.
 */
import { isTaskEnded } from '../../contracts/task-transitions.ts';
import { messageOf } from '../../core/text/message-of-error.ts';
import type { Log } from '../logger.ts';
import type { StopReason } from '../task-stopped.ts';
import type { HeldTask } from './held-task.ts';

export interface Hold {
  /** Aborted when the work must stop. */
  readonly signal: AbortSignal;
  /** Why the signal was aborted. */
  reason(): StopReason | undefined;
  /** Aborts the signal. The first reason stays. */
  stop(why: StopReason): void;
  /** Ends renewals and checks. Must be called in any case; may be called again. */
  release(): void;
}

/** The first renewal comes early, so that a person who watches soon sees output. */
const firstRenewalMs = 3_000;
/** New output is stored this often at most, because each write costs. */
const outputEveryMs = 20_000;
/** After a renewal that failed the next one comes soon, so that a table that answers again has a lease again before people notice. */
const renewAgainMs = 1_000;

export function holdTask(held: HeldTask): Hold {
  const { log, settings } = held;
  const leaseMs = settings.durations.task_lease_s * 1_000;
  const checkMs = settings.durations.cancel_check_s * 1_000;
  const controller = new AbortController();
  let why: StopReason | undefined;
  let renewedAt = Date.now();
  const stop = (reason: StopReason): void => {
    why ??= reason;
    controller.abort();
  };
  const renewalMs = { firstMs: Math.min(firstRenewalMs, leaseMs / 3), pauseMs: leaseMs / 3, afterErrorMs: renewAgainMs };
  const renewals = every({ ...renewalMs, log }, async () => {
    const at = Date.now();
    if (!(await renewLease(held))) {
      stop('lost');
      return;
    }
    renewedAt = at;
    await hideMessage(held);
  });
  const checks = every({ firstMs: checkMs, pauseMs: checkMs, log }, async () => {
    // The table did not answer for the whole lease: from now on another worker may take the task.
    if (Date.now() - renewedAt > leaseMs) stop('lost');
    const reason = await reasonToStop(held);
    if (reason) stop(reason);
  });
  const outputPauseMs = Math.min(outputEveryMs, leaseMs / 3);
  const outputs = every({ firstMs: Math.min(firstRenewalMs, outputPauseMs), pauseMs: outputPauseMs, log }, () =>
    held.storedOutput.storeNew(),
  );
  return {
    signal: controller.signal,
    reason: () => why,
    stop,
    release() {
      renewals.stop();
      checks.stop();
      outputs.stop();
    },
  };
}

/** Answers false where this worker no longer holds the task. */
async function renewLease(held: HeldTask): Promise<boolean> {
  const { ports, settings, task, holdNumber, output } = held;
  const lease = { until: Date.now() + settings.durations.task_lease_s * 1_000, lastLine: output.lastLine() };
  return ports.tasks.renewLeaseOfHold(task.task_id, holdNumber, lease);
}

/** For the time of the lease. */
const hideMessage = ({ ports, settings }: HeldTask): Promise<void> =>
  ports.message.hide(Math.ceil(settings.durations.task_lease_s));

/** Asked every few seconds, so the cheap read is used: what it does not see yet, the next one sees, and no write depends on it. */
async function reasonToStop({ ports, task, holdNumber }: HeldTask): Promise<StopReason | undefined> {
  const now = await ports.tasks.getTaskOfLate(task.task_id);
  if (!now || now.claim !== holdNumber) return 'lost';
  return isTaskEnded(now.status) ? 'ended' : undefined;
}

interface Repeated {
  /** Before the first call. */
  readonly firstMs: number;
  /** Between the end of a call and the next call. */
  readonly pauseMs: number;
  /** The pause after a call that failed, if it is another one. */
  readonly afterErrorMs?: number;
  readonly log: Log;
}

/** Calls `act` again and again, never twice at once. An error is logged, and the next call tries again. */
function every({ firstMs, pauseMs, afterErrorMs = pauseMs, log }: Repeated, act: () => Promise<void>): { stop(): void } {
  let timer: NodeJS.Timeout;
  let stopped = false;
  const actOnce = async (): Promise<void> => {
    let nextMs = pauseMs;
    try {
      await act();
    } catch (error) {
      nextMs = Math.min(afterErrorMs, pauseMs);
      if (!stopped) log.warn('Could not renew or check the hold on the task, or store its output', { reason: messageOf(error) });
    }
    if (!stopped) schedule(nextMs);
  };
  const schedule = (ms: number): void => {
    timer = setTimeout(() => void actOnce(), ms);
  };
  schedule(firstMs);
  return {
    stop() {
      stopped = true;
      clearTimeout(timer);
    },
  };
}
