/**
 * Holds a claimed task while it is worked on: renews the lease, tells the last line with it, keeps the queue's message hidden,
 * keeps its output so far, and looks whether somebody cancelled it. Says through a signal when the task must be let go of, and why.
 */
import type { TaskQueueConsumer, TaskStore } from '../../adapters/ports.ts';
import type { Durations } from '../../contracts/durations.ts';
import { isTaskEnded } from '../../contracts/task-transitions.ts';
import type { Log } from '../logger.ts';
import type { StopReason } from '../stopped.ts';

export interface Held {
  readonly signal: AbortSignal;
  /** Why the signal was given. */
  reason(): StopReason | undefined;
  letGo(why: StopReason): void;
  /** Stops holding; to be called whatever happens. */
  release(): void;
}

export interface HoldRequest {
  readonly tasks: TaskStore;
  readonly queue: TaskQueueConsumer;
  readonly taskId: string;
  readonly claim: number;
  readonly receipt: string;
  readonly durations: Durations;
  readonly log: Log;
  /** What the work printed last: told with each renewal. */
  readonly lastLine: () => string | null;
  /** Called at each renewal, while the claim is known to hold. */
  readonly onRenewed: () => Promise<void>;
}

export function holdTask(request: HoldRequest): Held {
  const { durations, log } = request;
  const stop = new AbortController();
  let why: StopReason | undefined;
  let renewedAt = Date.now();
  const letGo = (reason: StopReason): void => {
    why ??= reason;
    stop.abort();
  };
  const renewMs = (durations.task_lease_s * 1_000) / 3;
  // Whoever watches sees soon that something happens.
  const renew = every({ firstMs: Math.min(firstRenewalMs, renewMs), pauseMs: renewMs, log }, async () => {
    const at = Date.now();
    if (await renewLease(request)) renewedAt = at;
    else letGo(await whyRefused(request));
  });
  const lookMs = durations.cancel_check_s * 1_000;
  const look = every({ firstMs: lookMs, pauseMs: lookMs, log }, async () => {
    // Nobody answers any more: from here on another worker may hold the task.
    if (Date.now() - renewedAt > durations.task_lease_s * 1_000) letGo('lost');
    const reason = await whyLetGo(request);
    if (reason) letGo(reason);
  });
  return {
    signal: stop.signal,
    reason: () => why,
    letGo,
    release() {
      renew.stop();
      look.stop();
    },
  };
}

const firstRenewalMs = 3_000;

async function renewLease(request: HoldRequest): Promise<boolean> {
  const { tasks, queue, taskId, claim, receipt, durations, lastLine, onRenewed } = request;
  const lease = { until: Date.now() + durations.task_lease_s * 1_000, lastLine: lastLine() };
  if (!(await tasks.renewLeaseOfClaim(taskId, claim, lease))) return false;
  await queue.hide(receipt, Math.ceil(durations.task_lease_s));
  await onRenewed();
  return true;
}

const whyRefused = async (request: HoldRequest): Promise<StopReason> => (await whyLetGo(request)) ?? 'lost';

async function whyLetGo({ tasks, taskId, claim }: HoldRequest): Promise<StopReason | undefined> {
  const row = await tasks.getTask(taskId);
  if (!row || row.claim !== claim) return 'lost';
  return isTaskEnded(row.status) ? 'ended' : undefined;
}

interface Repeated {
  /** Before the first turn, and between two. */
  readonly firstMs: number;
  readonly pauseMs: number;
  readonly log: Log;
}

/** Repeats with pauses in between, so that slow answers never pile up; an error is logged and the next turn tries again. */
function every({ firstMs, pauseMs, log }: Repeated, act: () => Promise<void>): { stop(): void } {
  let timer: NodeJS.Timeout;
  let stopped = false;
  const turn = async (): Promise<void> => {
    try {
      await act();
    } catch (error) {
      if (!stopped) log.warn('Could not look after the task', { reason: error instanceof Error ? error.message : String(error) });
    }
    if (!stopped) schedule(pauseMs);
  };
  const schedule = (ms: number): void => {
    timer = setTimeout(() => void turn(), ms);
  };
  schedule(firstMs);
  return {
    stop() {
      stopped = true;
      clearTimeout(timer);
    },
  };
}
