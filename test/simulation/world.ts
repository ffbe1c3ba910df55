/**
 * One fleet and everything around it: the real handlers over stores and queues in memory, in virtual time. What happens to it
 * from the outside is in what-happens.ts.
 */
import type {
  Bus,
  FleetStores,
  FleetWorkflow,
  Mailbox,
  RepoStore,
  Surroundings,
  TaskCore,
  TaskStore,
} from '../../adapters/ports.ts';
import { createBuiltinTaskCore, createTaskSteering } from '../../adapters/task-core/builtin.ts';
import type { CreatePorts, TaskPorts } from '../../adapters/task-core/task-ports.ts';
import { durationsSchema, type Durations } from '../../contracts/durations.ts';
import { executionEventSource, executionStatusChanged, taskEventSource, taskStatusChanged } from '../../contracts/events.ts';
import { runName, type DriveInput } from '../../contracts/messages.ts';
import type { Repository } from '../../contracts/repository.ts';
import { isTaskEnded } from '../../contracts/task-transitions.ts';
import { isTerminalFleet } from '../../core/fleet.ts';
import type { Ledger } from '../../core/ledger.ts';
import type { ApiPorts } from '../../lambdas/api/api-ports.ts';
import { repairTasks, recoverTasks } from '../../lambdas/clock/repair-tasks.ts';
import { onTimer, recoverFleets, wakeFleets } from '../../lambdas/clock/wake-fleets.ts';
import type { ActorPorts } from '../../lambdas/fleet-mailbox/actor-ports.ts';
import { takeMail } from '../../lambdas/fleet-mailbox/take-mail.ts';
import { CreateUnavailable, drive, type DrivePorts } from '../../lambdas/target-drive/drive.ts';
import { onTaskEvent } from '../../lambdas/task-events/on-task-event.ts';
import { emptyFleetData, fleetStoresInMemory } from '../twins/fleet-stores-in-memory.ts';
import { taskEventsInMemory } from '../twins/task-events-in-memory.ts';
import { emptyTaskData, taskStoreInMemory } from '../twins/task-store-in-memory.ts';
import { Delivery } from './delivery.ts';
import { MailboxQueue } from './mailbox-queue.ts';
import { Random } from './random.ts';
import type { Safeguard } from './safeguard.ts';
import { Scheduler, SimulatedFault, type Process } from './scheduler.ts';
import { StateMachine } from './state-machine.ts';
import { accessOf, stepped, type Access } from './stepped.ts';
import { TaskMessages } from './task-messages.ts';
import { LedgerWatch } from './watch-ledger.ts';
import { TaskWatch } from './watch-tasks.ts';
import { watchedFleetStores, watchedTaskStore, watchedTurns } from './watched-stores.ts';
import { workOnMessage } from './work-on-task.ts';
import { drawSettings, noFaults, type WorldSettings } from './world-settings.ts';

const startAt = Date.parse('2026-11-21T10:00:00Z');
const driveTimeoutS = 86_400;
/** As lib/functions.ts has it for the API; shorter than the lease of a submit. */
const requestTimeoutS = 29;
const clockMs = 60_000;
/** Errors of the handlers' own that only tell of a fault. */
const followsFromFaults = /changed \d+ times|parked tokens could not be read/;

export class World {
  readonly random: Random;
  readonly settings: WorldSettings;
  readonly scheduler: Scheduler;
  readonly durations: Durations = durationsSchema.parse({ command_wait: 1 });
  readonly fleets = emptyFleetData();
  readonly tasks = emptyTaskData();
  readonly published = new Map<string, string>();
  readonly machine: StateMachine;
  readonly mailbox: MailboxQueue;
  readonly taskMessages: TaskMessages;
  readonly delivery: Delivery;
  readonly ledgerWatch: LedgerWatch;
  readonly counts = { kills: 0, driveTroubles: 0, forgotten: 0, turns: 0 };
  /** The first sentence that does not hold. */
  broken: string | undefined;
  hasFaults: boolean;
  /** The create-task core answers nothing before this time. */
  coreDownUntil = 0;
  readonly off: Safeguard['without'];
  #stores: FleetStores;
  #taskStore: TaskStore;
  #taskEvents = taskEventsInMemory();
  #ids = 0;
  #processes = 0;
  readonly #trace: ((text: string) => void) | undefined;

  constructor(seed: number, options: { off?: Safeguard['without']; trace?: (text: string) => void } = {}) {
    this.#trace = options.trace;
    this.off = options.off ?? {};
    this.random = new Random(seed);
    this.settings = drawSettings(this.random);
    this.hasFaults = !this.settings.isCalm;
    this.scheduler = new Scheduler(this.random, startAt, this.settings.steps, this.log);
    this.delivery = new Delivery(this.scheduler, this.random, this.settings.loss, this.hasFaults);
    this.machine = this.#makeMachine();
    this.mailbox = new MailboxQueue({
      scheduler: this.scheduler,
      random: this.random,
      hasZombies: this.settings.hasZombies,
      invoke: (records, onEnd) => {
        this.#invokeActor(records, onEnd);
      },
    });
    this.taskMessages = new TaskMessages(this.scheduler, (message) => {
      this.#spawn(`worker at ${message.taskId}`, (process, access) => workOnMessage(this.#worker(process, access), message));
    });
    const violation = (sentence: string): void => {
      this.violation(sentence);
    };
    const taskWatch = new TaskWatch({
      tasks: this.tasks,
      ledgers: this.fleets.ledgers,
      violation,
      now: () => this.scheduler.now,
    });
    this.ledgerWatch = new LedgerWatch({
      fleets: this.fleets,
      published: this.published,
      started: this.machine.started,
      violation,
    });
    const watches = { ledger: this.ledgerWatch, tasks: taskWatch };
    this.#stores = watchedFleetStores(fleetStoresInMemory(this.fleets), this.fleets, watches);
    const store = taskStoreInMemory(this.tasks);
    this.#taskStore = watchedTaskStore(this.off.tasks?.(store) ?? store, this.tasks, taskWatch);
  }

  log = (text: string): void => {
    this.#trace?.(`${((this.scheduler.now - startAt) / 1_000).toFixed(1).padStart(9)} ${text}`);
  };

  violation(sentence: string): void {
    this.log(`VIOLATION: ${sentence}`);
    this.broken ??= sentence;
  }

  get elapsedS(): number {
    return (this.scheduler.now - startAt) / 1_000;
  }
  get ledger(): Ledger | undefined {
    return [...this.fleets.ledgers.values()][0];
  }

  /** Nothing is left to happen but looks of the clock. */
  get isAtRest(): boolean {
    const { ledger } = this;
    const tasksEnded = [...this.tasks.rows.values()].every((row) => isTaskEnded(row.status));
    const quiet = this.scheduler.isIdle && !this.scheduler.hasProcesses && this.mailbox.isEmpty && this.taskMessages.isEmpty;
    return (
      ledger !== undefined &&
      isTerminalFleet(ledger.status) &&
      ledger.wakeAt === null &&
      tasksEnded &&
      quiet &&
      this.machine.isAtRest
    );
  }

  // ---- processes

  #spawn(
    name: string,
    run: (process: Process, access: Access) => Promise<unknown>,
    onEnd: (how: 'done' | 'failed' | 'crashed') => void = () => undefined,
  ): void {
    this.scheduler.spawn(
      `${name} (${String(++this.#processes)})`,
      (process) => run(process, accessOf(this.scheduler, process)),
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
    if (!followsFromFaults.test(text))
      this.violation(`unexpected error: ${error instanceof Error ? (error.stack ?? text) : text}`);
  }

  #keys = 0;
  /** An idempotency key that no request had yet. */
  newKey(): string {
    return `k${String(++this.#keys)}`;
  }

  // ---- ports

  readonly surroundings: Surroundings = {
    now: () => this.scheduler.now,
    newId: () => ulidOf(this.scheduler.now, ++this.#ids),
  };

  #mail(access: Access): Mailbox {
    const put = (body: string): Promise<void> => {
      this.delivery.send(() => {
        this.mailbox.put(body);
      });
      return Promise.resolve();
    };
    return {
      mail: (look) => access('mail', () => put(JSON.stringify(look))),
      mailAll: (looks) =>
        looks.length === 0
          ? Promise.resolve()
          : access('mail all', async () => void (await Promise.all(looks.map((look) => put(JSON.stringify(look)))))),
      deadLetter: (body) => Promise.resolve(this.violation(`a message was put aside: ${body}`)),
    };
  }

  #bus(access: Access): Bus {
    return {
      publishTaskStatus: (detail) =>
        access('publish task status', () =>
          Promise.resolve(this.#onBus({ 'detail-type': taskStatusChanged, source: taskEventSource, detail })),
        ),
      publishFleetEvent: (type, detail) =>
        access('publish fleet event', () => {
          this.#publish(type, detail);
          return Promise.resolve();
        }),
    };
  }

  #publish(type: string, detail: unknown): void {
    const text = JSON.stringify({ type, detail });
    const id = (detail as { event_id: string }).event_id; // Every fleet event has one.
    if ((this.published.get(id) ?? text) !== text) this.violation(`event ${id} was published with two details`);
    this.published.set(id, text);
  }

  #onBus(event: unknown, tries = 3): void {
    this.delivery.send(() => {
      this.#spawn(
        'task-events',
        (_, access) => onTaskEvent(event, { ...this.#taskPorts(access), mailbox: this.#mail(access) }),
        (how) => {
          if (how !== 'done' && tries > 1) this.#onBus(event, tries - 1);
        },
      );
    });
  }

  #repos(access: Access): RepoStore {
    const get = (repo: string): Repository | undefined =>
      this.hasFaults && this.random.chance(this.settings.refusals) ? { ...onboarded(repo), status: 'removed' } : onboarded(repo);
    return {
      getRepo: (repo) => access('repos.getRepo', () => Promise.resolve(get(repo))),
      getRepos: (repos) => access('repos.getRepos', () => Promise.resolve(repos.map(onboarded))),
      putRepo: () => Promise.reject(new Error('not simulated')),
      listRepos: () => Promise.reject(new Error('not simulated')),
    };
  }

  #taskPorts(access: Access, store: TaskStore = this.#taskStore): TaskPorts {
    return {
      tasks: stepped(store, 'tasks', access),
      events: stepped(this.#taskEvents, 'events', access),
      queue: {
        enqueue: (taskId) =>
          access('enqueue', () => {
            this.delivery.send(() => {
              this.taskMessages.put(taskId);
            });
            return Promise.resolve();
          }),
      },
      bus: this.#bus(access),
      surroundings: this.surroundings,
      userTaskCap: this.settings.userTaskCap,
    };
  }

  #createPorts(access: Access): CreatePorts {
    return { ...this.#taskPorts(access), repos: this.#repos(access), allowShell: true };
  }

  /** Fails each call while the core is down. */
  #mayBeDown<T extends object>(core: T): T {
    const guard =
      <A extends never[]>(act: (...args: A) => Promise<unknown>) =>
      (...args: A) =>
        this.scheduler.now < this.coreDownUntil ? Promise.reject(new SimulatedFault('the core is down')) : act(...args);
    // Every property of a core is a function that answers a promise.
    return Object.fromEntries(
      Object.entries(core).map(([name, act]) => [name, guard(act as (...args: never[]) => Promise<unknown>)]),
    ) as T;
  }

  #core(access: Access): TaskCore {
    const { userTaskCap, allowShell, ...parts } = this.#createPorts(access);
    return this.#mayBeDown(createBuiltinTaskCore({ ...parts, settings: { allowShell, userTaskCap } }));
  }

  #workflow(access: Access): FleetWorkflow {
    return {
      startRun: (generation, input) =>
        access('start run', () => Promise.resolve(this.machine.start(runName(input.fleet_id, generation, input.run), input))),
      runStatus: (fleetId, generation, run) =>
        access('run status', () => Promise.resolve(this.machine.status(runName(fleetId, generation, run)))),
    };
  }

  readonly #tokens = (access: Access) => ({
    answer: (token: string, again: boolean) => access('answer', () => Promise.resolve(this.machine.answer(token, again))),
  });

  #fleetStores(access: Access, turns = this.#stores.turns): FleetStores {
    const { ledgers, targets, specs, commands, log, keys } = this.#stores;
    return {
      ledgers: stepped(ledgers, 'ledgers', access),
      targets: stepped(targets, 'targets', access),
      turns: stepped(turns, 'turns', access),
      specs: stepped(specs, 'specs', access),
      commands: stepped(commands, 'commands', access),
      log: stepped(log, 'log', access),
      keys: stepped(keys, 'keys', access),
    };
  }

  // ---- the functions

  #actorPorts(access: Access): ActorPorts {
    const store = this.off.actorTasks?.(this.#taskStore) ?? this.#taskStore;
    const ports: ActorPorts = {
      stores: this.#fleetStores(access),
      core: this.#mayBeDown(createTaskSteering(this.#taskPorts(access, store))),
      mailbox: this.#mail(access),
      timers: { wakeLater: (fleetId, delayS) => access('timer', () => Promise.resolve(this.#setTimer(fleetId, delayS))) },
      bus: this.#bus(access),
      workflow: this.#workflow(access),
      tokens: this.#tokens(access),
      surroundings: this.surroundings,
      durations: this.durations,
      onEffectFailed: (_, error) => {
        this.expectFault(error);
      },
      onTurn: (_, turn) => {
        this.counts.turns += 1;
        this.log(`turn: ${JSON.stringify(turn)} ${this.ledger?.statuses.map((status) => status[0]).join('') ?? ''}`);
      },
      onMailFailed: (_, error) => {
        this.expectFault(error);
      },
    };
    return this.off.actor?.(ports, this.fleets) ?? ports;
  }

  #invokeActor(records: Parameters<typeof takeMail>[1], onEnd: (failed: readonly string[] | undefined) => void): void {
    let failed: readonly string[] | undefined;
    this.#spawn(
      'actor',
      async (_, access) => {
        const answer = await takeMail(this.#actorPorts(access), records);
        failed = answer.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
      },
      () => {
        onEnd(failed);
      },
    );
  }

  #setTimer(fleetId: string, delayS: number): void {
    if (this.off.noClock) return;
    this.scheduler.at(delayS * 1_000, () => {
      const body = JSON.stringify({ kind: 'timer', fleet_id: fleetId });
      this.#spawn('timer', (_, access) => onTimer(this.#wakePorts(access), body));
    });
  }

  #makeMachine(): StateMachine {
    return new StateMachine({
      scheduler: this.scheduler,
      random: this.random,
      log: this.log,
      repeats: () => this.hasFaults && this.random.chance(0.02),
      childrenWithinS: this.settings.childrenWithin,
      timeoutS: this.off.noDriveTimeout ? undefined : driveTimeoutS,
      invoke: (input, onEnd) => {
        this.#invokeDrive(input, onEnd);
      },
      onRunEnded: (name, status) => {
        const detail = { name, status, stateMachineArn: 'arn' };
        this.#onBus({ 'detail-type': executionStatusChanged, source: executionEventSource, detail });
      },
    });
  }

  #invokeDrive(input: DriveInput, onEnd: (ok: boolean) => void): void {
    const displaced: string[] = [];
    let parks = 0;
    const onPark = (token: string | undefined): void => {
      parks += 1;
      if (token !== undefined) displaced.push(token);
    };
    this.#spawn(
      `drive of ${String(input.ordinal)}, run ${String(input.run)}, ${input.token}`,
      (_, access) => {
        const ports = this.#drivePorts(access, onPark);
        return drive(this.off.drive?.(ports, input) ?? ports, input);
      },
      (how) => {
        if (how !== 'done') this.counts.driveTroubles += 1;
        // Whom it displaced it knows from one answer, which never came, or came for a park that was made again.
        const mayForget = how !== 'done' || parks > 1;
        if (mayForget && displaced.some((token) => this.machine.isWaiting(token))) this.counts.forgotten += 1;
        onEnd(how === 'done');
      },
    );
  }

  #drivePorts(access: Access, onPark: (displaced: string | undefined) => void): DrivePorts {
    return {
      stores: this.#fleetStores(access, watchedTurns(this.#stores.turns, onPark)),
      core: this.#core(access),
      mailbox: this.#mail(access),
      tokens: this.#tokens(access),
      surroundings: this.surroundings,
    };
  }

  #worker(process: Process, access: Access) {
    const { failing, transient } = this.settings;
    const { tasks } = this.#taskPorts(access);
    return {
      tasks,
      bus: this.#bus(access),
      events: stepped(this.#taskEvents, 'events', access),
      repos: this.#repos(access),
      queue: {
        hide: (receipt: string, seconds: number) =>
          access('hide', () => Promise.resolve(this.taskMessages.hide(receipt, seconds))),
        remove: (receipt: string) => access('remove', () => Promise.resolve(this.taskMessages.remove(receipt))),
      },
      surroundings: this.surroundings,
      sleep: (ms: number) => this.scheduler.sleep(process, ms),
      random: this.random,
      leaseS: this.durations.task_lease,
      failing,
      transient,
    };
  }

  #wakePorts(access: Access) {
    return { ...this.#taskPorts(access), stores: this.#fleetStores(access), mailbox: this.#mail(access) };
  }

  /** Ticks each minute. Where nothing can be due, the look is left out: it would find nothing. */
  startClock(): void {
    this.scheduler.at(clockMs, () => {
      if (this.#mayBeDue())
        this.#spawn('clock', async (_, access) => {
          const ports = this.#wakePorts(access);
          if (!this.off.noClock) await wakeFleets(ports);
          await repairTasks(ports, this.durations);
        });
      this.startClock();
    });
  }

  #mayBeDue(): boolean {
    const { now } = this.scheduler;
    const fleetsDue = [...this.fleets.ledgers.values()].some(({ wakeAt }) => wakeAt !== null && wakeAt <= now);
    const tasksDue = [...this.tasks.rows.values()].some(
      (row) => !isTaskEnded(row.status) && (row.status === 'QUEUED' || Date.parse(row.updated_at) <= now - 60_000),
    );
    return fleetsDue || tasksDue;
  }

  /** The process of the embedded runtime is killed: what is stored stays, everything else is gone; then it starts again. */
  kill(): void {
    this.log('KILL -9');
    this.counts.kills += 1;
    this.scheduler.kill();
    this.mailbox.kill();
    this.taskMessages.kill();
    this.machine.kill();
    this.scheduler.at(this.random.next() * 30_000, () => {
      this.startClock();
      this.#recover();
    });
  }

  #recover(): void {
    this.#spawn(
      'recover',
      async (_, access) => {
        const ports = this.#wakePorts(access);
        await recoverFleets(ports);
        await recoverTasks(ports);
      },
      (how) => {
        if (how !== 'done')
          this.scheduler.at(5_000, () => {
            this.#recover();
          });
      },
    );
  }

  /** Somebody asks the API. The answer's status, or undefined where there was none. */
  ask(
    name: string,
    request: (ports: ApiPorts, process: Process) => Promise<number | undefined>,
    onAnswer: (status: number | undefined) => void,
  ): void {
    let status: number | undefined;
    this.#spawn(
      name,
      async (process, access) => {
        if (!this.off.noRequestTimeout)
          this.scheduler.at(requestTimeoutS * 1_000, () => {
            this.scheduler.stop(process);
          });
        status = await request(this.#apiPorts(process, access), process);
      },
      () => {
        onAnswer(status);
      },
    );
  }

  #apiPorts(process: Process, access: Access): ApiPorts {
    const stores = this.#fleetStores(access);
    const ledgers = this.off.submitOverwrites
      ? {
          ...stores.ledgers,
          putLedgerIfAbsent: (ledger: Ledger) => access('overwrite', () => Promise.resolve(this.#overwrite(ledger))),
        }
      : stores.ledgers;
    return {
      ...this.#taskPorts(access),
      stores: { ...stores, ledgers },
      taskEvents: stepped(this.#taskEvents, 'events', access),
      repos: this.#repos(access),
      core: this.#core(access),
      mailbox: this.#mail(access),
      authenticate: () => Promise.resolve(undefined),
      sleep: (ms) => this.scheduler.sleep(process, ms),
      report: (level, message) => {
        if (level === 'error') this.violation(message);
      },
      settings: {
        allowShell: true,
        userTaskCap: this.settings.userTaskCap,
        durations: this.durations,
        pageTokenSecret: 'secret',
      },
    };
  }

  #overwrite(ledger: Ledger): boolean {
    const before = this.fleets.ledgers.get(ledger.fleetId);
    this.fleets.ledgers.set(ledger.fleetId, ledger);
    this.ledgerWatch.written(before, ledger);
    return true;
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

const onboarded = (repo: string): Repository => ({
  repo,
  status: 'active',
  clone_url: null,
  default_branch: null,
  tags: {},
  max_turns: null,
  max_budget_usd: null,
  build_command: null,
  lint_command: null,
  onboarded_at: new Date(startAt).toISOString(),
});

const letters = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
/** A ULID that sorts by time, then by number. */
function ulidOf(ms: number, count: number): string {
  const digits = (value: number, length: number): string => {
    let text = '';
    for (let rest = value; text.length < length; rest = Math.floor(rest / 32)) text = (letters[rest % 32] ?? '0') + text;
    return text;
  };
  return digits(ms, 10) + digits(count, 16);
}
