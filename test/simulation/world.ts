/**
 * One fleet and everything around it, in virtual time: stores and queues in memory, the workflow service, who watches them, and
 * the processes that run. Which function answers what is in functions.ts, what happens from the outside in what-happens.ts.
 */
import type { SQSRecord } from 'aws-lambda';
import type { FleetStores, ReceivedTask, ClockAndIds } from '../../adapters/ports.ts';
import type { TaskStore } from '../../adapters/task-stores.ts';
import { durationsSchema, type Durations } from '../../contracts/durations.ts';
import { executionEventSource, executionStatusChanged } from '../../contracts/events.ts';
import type { DriveInput } from '../../contracts/messages.ts';
import { isTaskEnded } from '../../contracts/task-transitions.ts';
import { isTerminalFleet } from '../../core/fleet.ts';
import type { Ledger } from '../../core/ledger/ledger.ts';
import type { ApiPorts } from '../../lambdas/api/api-ports.ts';
import { CreateUnavailable } from '../../lambdas/target-drive/create-attempt.ts';
import { emptyFleetData, fleetStoresInMemory } from '../twins/fleet-stores-in-memory.ts';
import { taskEventsInMemory } from '../twins/task-events-in-memory.ts';
import { emptyTaskData, taskStoreInMemory } from '../twins/task-store-in-memory.ts';
import { isoOf } from '../../contracts/fields.ts';
import { Delivery } from './delivery.ts';
import { Digest } from './digest.ts';
import { MailboxQueue } from './mailbox-queue.ts';
import { Random } from './random.ts';
import type { Safeguard } from './safeguard.ts';
import { Scheduler, SimulatedFault, type Process } from './scheduler.ts';
import { StateMachine } from './state-machine.ts';
import { accessOf, type Access } from './stepped.ts';
import { TaskMessages } from './task-messages.ts';
import { UnreadFacts } from './unread-facts.ts';
import { ulidOf } from './ulid-of.ts';
import { LedgerWatch } from './watch-ledger.ts';
import { DayWatch } from './watch-days.ts';
import { ReviewsWatch } from './watch-reviews.ts';
import { StepsWatch } from './watch-steps.ts';
import { SpendingWatch } from './watch-spending.ts';
import { SteeringWatch } from './watch-steering.ts';
import { TaskWatch } from './watch-tasks.ts';
import { watchedFleetStores, watchedTaskStore } from './watched-stores.ts';
import { drawSettings, noFaults, type WorldSettings } from './world-settings.ts';

/** What runs when something calls. Each starts a process and tells when it has ended. */
export interface Functions {
  /** `onEnd` is told the ids of the messages that must come again, undefined after a crash. */
  readonly actor: (records: SQSRecord[], onEnd: (failed: readonly string[] | undefined) => void) => void;
  readonly drive: (input: DriveInput, onEnd: (ok: boolean) => void) => void;
  readonly worker: (message: ReceivedTask) => void;
  readonly taskEvents: (event: unknown, onEnd: (ok: boolean) => void) => void;
  readonly timer: (fleetId: string) => void;
  readonly clock: () => void;
  /** `deadWorkers`: who claimed tasks and is killed. */
  readonly recover: (deadWorkers: readonly string[], onEnd: (ok: boolean) => void) => void;
  /** A request to the API: its status, or undefined where no answer came. */
  readonly api: (
    name: string,
    request: (ports: ApiPorts) => Promise<number | undefined>,
    onAnswer: (status: number | undefined) => void,
  ) => void;
}

export interface WorldOptions {
  readonly off?: Safeguard['without'];
  readonly trace?: (text: string) => void;
}

const usualStart = Date.parse('2026-11-21T10:00:00Z');
const midnight = Date.parse('2026-11-22T00:00:00Z');
const clockMs = 60_000;
/** Errors of the handlers' own that only tell of a fault. */
const followsFromFaults = /changed \d+ times|parked tokens could not be read|was not done in time|was cut off/;

export class World {
  readonly seed: number;
  readonly random: Random;
  readonly settings: WorldSettings;
  readonly scheduler: Scheduler;
  readonly durations: Durations = durationsSchema.parse({ command_wait_s: 0.3 });
  readonly fleets = emptyFleetData();
  readonly tasks = emptyTaskData();
  readonly published = new Map<string, string>();
  readonly machine: StateMachine;
  readonly mailbox: MailboxQueue;
  readonly taskMessages: TaskMessages;
  readonly delivery: Delivery;
  readonly ledgerWatch: LedgerWatch;
  readonly digest = new Digest();
  /** The stores as every process has them, watched. */
  readonly stores: FleetStores;
  readonly taskStore: TaskStore;
  readonly taskEvents = taskEventsInMemory();
  readonly functions: Functions;
  readonly unreadFacts: UnreadFacts;
  readonly counts = { kills: 0, driveTroubles: 0, forgotten: 0, turns: 0, reminders: 0 };
  /** The first sentence that does not hold. */
  broken: string | undefined;
  hasFaults: boolean;
  /** When somebody last asked for something, in seconds from the start. */
  lastCommandS = 0;
  /** The create-task core answers nothing before this time. */
  coreDownUntil = 0;
  /** What users may spend in a day, as processes that begin now know it; 0: any sum. */
  usdPerDay = 0;
  /** The highest that it ever was. */
  #highestUsd = 0;
  readonly dayWatch: DayWatch;
  readonly startAt: number;
  readonly off: Safeguard['without'];
  readonly #trace: ((text: string) => void) | undefined;
  readonly #freezes: Random;
  #ids = 0;
  #processes = 0;
  #keys = 0;

  constructor(seed: number, { off = {}, trace }: WorldOptions, deploy: (world: World) => Functions) {
    this.#trace = trace;
    this.off = off;
    this.seed = seed;
    this.random = new Random(seed);
    this.settings = drawSettings(this.random, seed);
    this.unreadFacts = new UnreadFacts(seed, this.settings.faultySeconds);
    this.#freezes = new Random(-7 - 5 * seed);
    this.hasFaults = !this.settings.isCalm;
    const { random, settings } = this;
    this.startAt = settings.dayLimit ? midnight - settings.dayLimit.untilMidnightS * 1_000 : usualStart;
    this.limitDay(settings.dayLimit?.usd ?? 0);
    const scheduler = new Scheduler(random, this.startAt, settings.steps, this.log);
    this.scheduler = scheduler;
    this.delivery = new Delivery(scheduler, random, settings.loss, this.hasFaults);
    this.machine = this.#makeMachine();
    this.mailbox = new MailboxQueue({
      ...{ scheduler, random, hasZombies: settings.hasZombies },
      invoke: (records, onEnd) => {
        this.functions.actor(records, onEnd);
      },
    });
    this.taskMessages = new TaskMessages(scheduler, (message) => {
      this.functions.worker(message);
    });
    const { fleets, tasks, published, violation } = this;
    const taskWatch = new TaskWatch({ tasks, ledgers: fleets.ledgers, violation, now: () => scheduler.now });
    const digest = (ledger: Ledger): void => {
      this.digest.written(ledger, this.elapsedS);
    };
    this.ledgerWatch = new LedgerWatch({
      fleets,
      tasks,
      published,
      started: this.machine.started,
      violation,
      digest,
      lookAhead: settings.lookAhead,
    });
    const commandOf = (id: string) => fleets.commands.get(this.ledger?.fleetId ?? '')?.get(id);
    const steeringWatch = new SteeringWatch({ commandOf, staleAfterMs: this.durations.command_stale_s * 1_000, violation });
    const { happened } = this.ledgerWatch;
    const count = (what: string): void => {
      happened[what] = (happened[what] ?? 0) + 1;
    };
    const spendingWatch = new SpendingWatch({ tasks, commandOf, violation, count });
    const stepsWatch = new StepsWatch({ tasks, commandOf, violation, count });
    const reviews = new ReviewsWatch({ tasks, commandOf, violation, count, ledgerNow: () => this.ledger });
    const watches = {
      reviews,
      ledger: this.ledgerWatch,
      steering: steeringWatch,
      spending: spendingWatch,
      steps: stepsWatch,
      tasks: taskWatch,
    };
    this.stores = watchedFleetStores(fleetStoresInMemory(fleets), fleets, watches);
    const store = taskStoreInMemory(tasks);
    this.dayWatch = new DayWatch({ tasks, violation, count, highestUsd: () => this.#highestUsd });
    this.taskStore = this.dayWatch.on(watchedTaskStore(off.tasks?.(store, tasks) ?? store, tasks, { tasks: taskWatch, reviews }));
    this.functions = deploy(this);
  }

  readonly log = (text: string): void => {
    this.#trace?.(`${this.elapsedS.toFixed(1).padStart(9)} ${text}`);
  };

  readonly violation = (sentence: string): void => {
    this.log(`VIOLATION: ${sentence}`);
    this.broken ??= sentence;
  };

  readonly clockAndIds: ClockAndIds = {
    now: () => this.scheduler.now,
    newId: () => ulidOf(this.scheduler.now, ++this.#ids),
  };

  /** Whether a process of the actor that begins now does not see the end of its time, as it is frozen meanwhile. */
  isFrozen(): boolean {
    return this.settings.hasZombies && this.#freezes.chance(0.5);
  }

  /** An operator deploys another limit for the spending of a day. */
  limitDay(usd: number): void {
    this.usdPerDay = usd;
    this.#highestUsd = Math.max(this.#highestUsd, usd);
  }

  /** US dollars that are reserved and spent on this day. */
  get spentToday(): number {
    const today = [...this.tasks.spends.items].find(([id]) => id.includes(isoOf(this.scheduler.now).slice(0, 10)));
    return (today?.[1].committed ?? 0) / 1e6;
  }

  /** An idempotency key that no request had yet. */
  newKey(): string {
    return `k${String(++this.#keys)}`;
  }

  get elapsedS(): number {
    return (this.scheduler.now - this.startAt) / 1_000;
  }
  get ledger(): Ledger | undefined {
    return [...this.fleets.ledgers.values()][0];
  }

  /** Nothing is left to happen but looks of the clock. */
  get isAtRest(): boolean {
    const { ledger, scheduler, machine, mailbox, taskMessages } = this;
    if (!ledger || !isTerminalFleet(ledger.status) || ledger.wakeAt !== null) return false;
    const isQuiet = scheduler.isIdle && !scheduler.hasProcesses && mailbox.isEmpty && taskMessages.isEmpty && machine.isAtRest;
    return isQuiet && !this.dayWatch.owesCharges && [...this.tasks.rows.values()].every((row) => isTaskEnded(row.status));
  }

  spawn(
    name: string,
    run: (access: Access, process: Process) => Promise<unknown>,
    onEnd: (how: 'done' | 'failed' | 'crashed') => void = () => undefined,
  ): void {
    this.scheduler.spawn(
      `${name} (${String(++this.#processes)})`,
      (process) => run(accessOf(this.scheduler, process), process),
      (how, error) => {
        if (how === 'failed') this.expectFault(error);
        onEnd(how);
      },
    );
  }

  /** Whatever fails without a fault of the simulation's is a bug. */
  expectFault(error: unknown): void {
    if (error instanceof SimulatedFault || error instanceof CreateUnavailable) return;
    const text = error instanceof Error ? error.message : String(error);
    if (!followsFromFaults.test(text)) {
      this.violation(`unexpected error: ${error instanceof Error ? (error.stack ?? text) : text}`);
    }
  }

  /** An event reaches the function `task-events`, which is tried three times. */
  onBus(event: unknown, tries = 3): void {
    this.delivery.send(() => {
      this.functions.taskEvents(event, (ok) => {
        if (!ok && tries > 1) this.onBus(event, tries - 1);
      });
    });
  }

  #makeMachine(): StateMachine {
    return new StateMachine({
      scheduler: this.scheduler,
      random: this.random,
      log: this.log,
      repeats: () => this.hasFaults && this.random.chance(0.02),
      childrenWithinS: this.settings.childrenWithin,
      timeoutS: this.settings.driveTimeoutS,
      invoke: (input, onEnd) => {
        this.functions.drive(input, onEnd);
      },
      onRunEnded: (name, status) => {
        const detail = { name, status, stateMachineArn: 'arn' };
        this.onBus({ 'detail-type': executionStatusChanged, source: executionEventSource, detail });
      },
    });
  }

  /** Ticks each minute. Where nothing can be due, the look is left out: it would find nothing. */
  startClock(): void {
    this.scheduler.at(clockMs, () => {
      if (this.#mayBeDue()) this.functions.clock();
      this.startClock();
    });
  }

  #mayBeDue(): boolean {
    const { now } = this.scheduler;
    const fleetsDue = [...this.fleets.ledgers.values()].some(({ wakeAt }) => wakeAt !== null && wakeAt <= now);
    const tasksDue = [...this.tasks.rows.values()].some(
      (row) => !isTaskEnded(row.status) && (row.status === 'QUEUED' || Date.parse(row.updated_at) <= now - 60_000),
    );
    return fleetsDue || tasksDue || this.dayWatch.owesCharges;
  }

  /** The process of the embedded runtime is killed: what is stored stays, everything else is gone; then it starts again. */
  kill(): void {
    this.log('KILL -9');
    this.counts.kills += 1;
    this.scheduler.kill();
    this.mailbox.kill();
    this.taskMessages.kill();
    this.machine.kill();
    const killed = [...this.tasks.beats.values()].flatMap(({ workerId }) => workerId ?? []);
    this.scheduler.at(this.random.next() * 30_000, () => {
      this.startClock();
      this.#recover(killed);
    });
  }

  #recover(deadWorkers: readonly string[]): void {
    this.functions.recover(deadWorkers, (ok) => {
      if (ok) return;
      this.scheduler.at(5_000, () => {
        this.#recover(deadWorkers);
      });
    });
  }

  endFaults(): void {
    this.log('--- the faults end');
    this.hasFaults = false;
    this.scheduler.faults = noFaults;
    this.delivery.hasFaults = false;
    this.coreDownUntil = 0;
    this.taskMessages.downUntil = 0;
  }
}
