import type { Command } from '../../core/command.ts';
import { clearEffects, type Effect, type WhyCancel } from '../../core/turn/effects.ts';
import type { Fact } from '../../core/turn/facts.ts';
import type { Timings } from '../../core/turn/timings.ts';
import { failureOfRejection, personFailure, type Failure } from '../../core/failure.ts';
import { holdsSlot, isTerminalTarget, type TargetStatus } from '../../core/fleet.ts';
import { runsWithChildren } from '../../core/ledger/ledger-record.ts';
import type { Ledger, Wait } from '../../core/ledger/ledger.ts';
import { newLedger, type NewFleet } from '../../core/ledger/new-ledger.ts';
import { defaultSettings, type FleetSettings } from '../../core/settings.ts';
import { named, transition } from '../../core/transition.ts';

export const timings: Timings = {
  create_give_up_s: 3_600,
  child_missing_after_s: 120,
  restart_every_s: 300,
  overdue_grace_s: 600,
  active_look_s: 300,
  paused_look_s: 3_600,
  children_release_after_s: 86_400,
  owed_look_s: 60,
  command_stale_s: 900,
  retry_backoff_s: 30,
};

export type FleetWishes = Partial<FleetSettings & Pick<NewFleet, 'groups' | 'graph' | 'requireApproval'>>;

/** A new fleet. Failures never stop it unless a policy is given. */
export const fleetOf = (
  total: number,
  maxConcurrency = 2,
  autoRetryMax = 2,
  { groups = [{ path: 'default', from: 0, to: total }], graph = null, requireApproval = false, ...settings }: FleetWishes = {},
): Ledger =>
  newLedger({
    fleetId: '01JD0000000000000000000000',
    owner: 'ann',
    workflowRef: 'shell/run-v1',
    settings: { ...defaultSettings, title: 'Test', policy: null, maxConcurrency, autoRetryMax, ...settings },
    requireApproval,
    groups,
    graph,
    total,
    actorId: 'ann',
    now: 0,
  });

type TaskState = 'SUBMITTED' | 'RUNNING' | 'FINALIZING' | 'SUCCEEDED' | 'FAILED' | 'CANCELLED';
interface Task {
  state: TaskState;
  transient: boolean;
  /** It failed because credentials were refused. */
  refused?: boolean;
  /** It was completed with a question. */
  asks?: boolean;
  /** Its step had nothing to do. */
  skipped?: boolean;
  /** Batches of its step that are left. */
  batchesLeft?: number;
  /** Whether it changed something. */
  changed?: boolean;
  claimedAt: number | null;
  overdue: boolean;
  failedByPerson?: boolean;
  /** What it waits for, until a worker takes it. */
  waits: Wait | null;
}

/** `IDLE`: it failed and has changed nothing. `SKIPPED`: its step had nothing to do. `BATCH`: a batch of its step is left. */
export const workEndings = ['SUCCEEDED', 'FAILED', 'TRANSIENT', 'REFUSED', 'ASKS', 'IDLE', 'SKIPPED', 'BATCH'] as const;
type WorkEnding = (typeof workEndings)[number];

/** The outside of one fleet, as plain state: keys, tasks, runs, parked children. Everything is done at once or not at all. */
export class FleetWorld {
  ledger: Ledger;
  now = 0;
  readonly tasks = new Map<string, Task>();
  readonly closed = new Set<string>();
  readonly rejected = new Map<string, Failure>();
  readonly published = new Map<string, string>();
  /** Ids of all events that were ever owed. */
  readonly owedEvents = new Set<string>();
  /** Attempts whose end may have been published, as `ordinal/attempt`. */
  readonly told = new Set<string>();
  readonly log = new Map<number, string>();
  readonly verdicts = new Map<string, string>();
  readonly commands: Command[] = [];
  /** Ordinals with a child that is there to create. */
  readonly children = new Set<number>();
  readonly runs = new Set<number>();

  constructor(ledger: Ledger) {
    this.ledger = ledger;
  }

  key = (ordinal: number): string => `${String(ordinal)}/${String(this.ledger.attempts[ordinal])}`;
  status = (ordinal: number): TargetStatus => this.ledger.statuses[ordinal] ?? 'PENDING';

  /** What a look at this target finds, as the actor would read it. */
  look(ordinal: number, tick: boolean): Fact[] {
    const attempt = this.ledger.attempts[ordinal] ?? 1;
    const of = { ordinal, attempt };
    const task = this.tasks.get(this.key(ordinal));
    if (task) return [this.seen(of, task)];
    if (!holdsSlot(this.status(ordinal))) return [];
    const rejection = this.rejected.get(this.key(ordinal)) ?? null;
    if (this.closed.has(this.key(ordinal))) return [{ kind: 'key-closed', ...of, rejection }];
    if (rejection) return [{ kind: 'rejected', ...of }];
    return tick ? [{ kind: 'child-missing', ...of, parkedAt: null }] : [];
  }

  seen(of: { ordinal: number; attempt: number }, task: Task): Fact {
    const failed = task.state === 'FAILED';
    const status = (
      {
        SUBMITTED: 'QUEUED',
        RUNNING: 'RUNNING',
        FINALIZING: 'RUNNING',
        SUCCEEDED: 'SUCCEEDED',
        FAILED: 'FAILED',
        CANCELLED: 'CANCELLED',
      } as const
    )[task.state];
    const failure = failed
      ? ({
          ...{ code: 'X', message: 'x', retryable: false },
          class: task.refused === true ? 'auth' : 'agent',
          by: task.transient ? 'transient' : 'user',
        } as const)
      : null;
    const byPerson = task.failedByPerson === true ? ({ status: 'FAILED', failure: personFailure } as const) : {};
    return {
      kind: 'task-seen',
      ...of,
      status,
      finalizing: task.state === 'FINALIZING',
      failure,
      costUsd: task.state === 'CANCELLED' ? null : 1.1,
      durationMs: failed || status === 'SUCCEEDED' ? 60_000 : null,
      claimedAt: task.claimedAt,
      overdue: task.overdue,
      waits: task.state === 'SUBMITTED' ? task.waits : null,
      asks: task.state === 'SUCCEEDED' && task.asks === true,
      skipped: task.skipped === true,
      batchesLeft: task.batchesLeft ?? 0,
      changed: task.changed ?? null,
      context: failed ? 'It failed.' : null,
      ...byPerson,
    };
  }

  /** One turn on these facts. `performs` decides which effects are done; `writes` whether the clearing write survives. */
  turn(facts: readonly Fact[], performs: (effect: Effect) => boolean = () => true, clears = true): void {
    const pending = this.commands.filter((command) => !this.verdicts.has(command.id));
    const due = this.ledger.wakeAt !== null && this.now >= this.ledger.wakeAt;
    const all: Fact[] = [
      ...(due ? [{ kind: 'tick' } as const] : []),
      ...pending.map((command): Fact => ({ kind: 'command', command })),
      ...facts,
    ];
    const decided = transition(this.ledger, all, this.now, timings);
    const next = named(decided, new Map(decided.mentioned.map((ordinal) => [ordinal, `r${ordinal}`])));
    this.ledger = { ...next.ledger, version: next.ledger.version + 1 };
    for (const { detail } of next.ledger.owedEvents) this.owedEvents.add(detail.event_id);
    const done = next.effects.filter(performs);
    for (const effect of done) this.perform(effect);
    if (clears) this.ledger = { ...clearEffects(this.ledger, done, this.now, timings), version: this.ledger.version + 1 };
  }

  /** A turn in which the fleet's time has come: every slot holder is looked at. */
  tick(): void {
    this.now = Math.max(this.now, this.ledger.wakeAt ?? this.now);
    this.turn([...this.ledger.slots.keys()].flatMap((ordinal) => this.look(ordinal, true)));
  }

  perform(effect: Effect): void {
    switch (effect.kind) {
      case 'publish': {
        const text = JSON.stringify(effect.event);
        const id = effect.event.detail.event_id;
        if ((this.published.get(id) ?? text) !== text) throw new Error(`event ${id} was published with two details`);
        this.published.set(id, text);
        return;
      }
      case 'publish-ends':
        for (let attempt = effect.from; attempt <= (this.ledger.attempts[effect.ordinal] ?? 0); attempt++) {
          this.told.add(`${String(effect.ordinal)}/${String(attempt)}`);
        }
        return;
      case 'log':
        this.log.set(effect.entry.seq, effect.entry.action);
        return;
      case 'verdict':
        if ((this.verdicts.get(effect.verdict.commandId) ?? effect.verdict.result) !== effect.verdict.result) {
          throw new Error('a verdict changed');
        }
        this.verdicts.set(effect.verdict.commandId, effect.verdict.result);
        return;
      case 'start-run':
        if (this.runs.has(effect.run)) return;
        this.runs.add(effect.run);
        for (const ordinal of effect.ordinals) this.children.add(ordinal);
        return;
      case 'release-claims':
        return;
      case 'wake':
        if (!effect.again) this.children.delete(effect.ordinal);
        return;
      case 'close-key':
        this.closeKey(`${String(effect.ordinal)}/${String(effect.attempt)}`);
        return;
      case 'cancel-task':
        this.cancel(`${String(effect.ordinal)}/${String(effect.attempt)}`, effect.why);
    }
  }

  private closeKey(key: string): void {
    if (!this.tasks.has(key)) this.closed.add(key);
  }

  private cancel(key: string, why: WhyCancel): void {
    this.closeKey(key);
    const task = this.tasks.get(key);
    if (task?.state === 'SUBMITTED' || task?.state === 'RUNNING') {
      task.state = 'CANCELLED';
      task.overdue = why === 'overdue';
      task.failedByPerson = why === 'failed';
    }
  }

  private goOn(round: number): void {
    const asked = { id: `z${String(round).padStart(4, '0')}`, actorId: 'ann', reason: null, at: this.now };
    const expected = { generation: this.ledger.generation, expectRevision: null };
    if (this.ledger.reason?.code === 'budget') {
      this.commands.push({ kind: 'edit', ...asked, ...expected, id: `${asked.id}b`, changes: { budget: null } });
    }
    this.commands.push({
      kind: 'continue',
      ...asked,
      ...expected,
      id: `${asked.id}c`,
      skipRemaining: false,
      seenFailed: Infinity,
      seenGate: this.ledger.lastArrival,
    });
    this.turn([]);
  }

  private answerAll(round: number): void {
    for (const ordinal of this.ledger.waiting.keys()) {
      const asked = { id: `y${String(round).padStart(4, '0')}-${String(ordinal)}`, actorId: 'ann', reason: null, at: this.now };
      const { generation } = this.ledger;
      this.commands.push({ kind: 'answer', ...asked, generation, expectRevision: null, targets: [[ordinal, ordinal]] });
    }
    if (this.ledger.waiting.size > 0) this.turn([]);
  }

  /** What a child does when it looks: creates the task of a slot holder, once, unless the key is closed. */
  drive(ordinal: number, rejects: boolean | 'for today'): void {
    const key = this.key(ordinal);
    if (!this.children.has(ordinal) || !holdsSlot(this.status(ordinal))) return;
    if (this.tasks.has(key) || this.closed.has(key)) return;
    if (rejects !== false) this.rejected.set(key, rejects === true ? refused : refusedToday);
    else this.tasks.set(key, { state: 'SUBMITTED', transient: false, claimedAt: null, overdue: false, waits: null });
  }

  /** A worker's next step on the target's task. */
  work(ordinal: number, ending: WorkEnding): void {
    const task = this.tasks.get(this.key(ordinal));
    if (!task) return;
    if (task.state === 'SUBMITTED') Object.assign(task, { state: 'RUNNING', claimedAt: this.now });
    else if (task.state === 'RUNNING') task.state = 'FINALIZING';
    else if (task.state === 'FINALIZING') {
      const state =
        ending === 'FAILED' || ending === 'TRANSIENT' || ending === 'REFUSED' || ending === 'IDLE' ? 'FAILED' : 'SUCCEEDED';
      Object.assign(task, { state, transient: ending === 'TRANSIENT', refused: ending === 'REFUSED', asks: ending === 'ASKS' });
      Object.assign(task, { skipped: ending === 'SKIPPED', batchesLeft: ending === 'BATCH' ? 1 : 0, changed: ending !== 'IDLE' });
    }
  }

  /** A worker puts the target's task off, if no worker took it yet. */
  putOff(ordinal: number, host: string, seconds: number): void {
    const task = this.tasks.get(this.key(ordinal));
    if (task?.state === 'SUBMITTED') task.waits = { host, until: this.now + seconds * 1_000, everyMs: 5_000 };
  }

  /** Kill everything that is not stored: the runs and their children. */
  loseRuns(): void {
    this.children.clear();
    this.turn(runsWithChildren(this.ledger).map((run): Fact => ({ kind: 'run-ended', run, early: true })));
  }

  /** Runs on without faults until the fleet rests, continuing it wherever it waits, and answering. Throws when it does not. */
  settle(): void {
    for (let round = 0; round < 600 && this.ledger.wakeAt !== null; round++) {
      this.answerAll(round);
      if (['PAUSING', 'PAUSED'].includes(this.ledger.status) || this.ledger.awaitsApproval) this.goOn(round);
      this.ledger.statuses.forEach((status, ordinal) => {
        if (isTerminalTarget(status)) return;
        this.drive(ordinal, false);
        this.work(ordinal, 'SUCCEEDED');
      });
      this.tick();
    }
    if (this.ledger.wakeAt !== null) {
      throw new Error(`not at rest: ${this.ledger.status} ${this.ledger.statuses.join()} owed ${this.ledger.owed.join()}`);
    }
  }
}

const refused = {
  class: 'rejected',
  code: 'REPO_NOT_ONBOARDED',
  message: 'not onboarded',
  retryable: false,
  by: 'user',
} as const;

const refusedToday = failureOfRejection({ status: 429, code: 'BUDGET_EXCEEDED', message: 'used up', class: 'budget' });
