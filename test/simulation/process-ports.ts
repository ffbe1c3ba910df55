/** What one process has of the outside: every port of the functions, each access a step of the simulation. */
import type { Bus, FleetStores, FleetWorkflow, Mailbox, ReceivedMail, RepoStore, TaskCore } from '../../adapters/ports.ts';
import type { TaskEventStore, TaskStore } from '../../adapters/task-stores.ts';
import { createBuiltinTaskCore, createTaskSteering } from '../../tasks/task-platform.ts';
import type { CreatePorts, TaskPorts } from '../../tasks/task-ports.ts';
import { taskEventSource, taskStatusChanged } from '../../contracts/events.ts';
import { runName } from '../../contracts/messages.ts';
import type { Repository } from '../../contracts/repository.ts';
import { SimulatedFault } from './scheduler.ts';
import { stepped, type Access } from './stepped.ts';
import type { World } from './world.ts';

export class ProcessPorts {
  readonly access: Access;
  readonly #world: World;

  constructor(world: World, access: Access) {
    this.#world = world;
    this.access = access;
  }

  stores(tokens = this.#world.stores.tokens): FleetStores {
    const { ledgers, targets, specs, graphs, commands, log, keys, claims, teams } = this.#world.stores;
    return {
      ledgers: stepped(ledgers, 'ledgers', this.access),
      targets: stepped(targets, 'targets', this.access),
      tokens: stepped(tokens, 'tokens', this.access),
      specs: stepped(specs, 'specs', this.access),
      graphs: stepped(graphs, 'graphs', this.access),
      commands: stepped(commands, 'commands', this.access),
      log: stepped(log, 'log', this.access),
      keys: stepped(keys, 'keys', this.access),
      claims: stepped(claims, 'claims', this.access),
      teams: stepped(teams, 'teams', this.access),
    };
  }

  get mailbox(): Mailbox & ReceivedMail {
    const { delivery, mailbox, violation } = this.#world;
    const put = (look: unknown): void => {
      delivery.send(() => {
        mailbox.put(JSON.stringify(look));
      });
    };
    return {
      mail: (look) =>
        this.#does('mail', () => {
          put(look);
        }),
      mailAll: (looks) =>
        looks.length === 0
          ? Promise.resolve()
          : this.#does('mail all', () => {
              looks.forEach(put);
            }),
      comeAgain: (receipts, seconds) =>
        this.#does('come again', () => {
          mailbox.comeAgain(receipts, seconds);
        }),
      // There is one fleet, so no fleet in a batch is done before another.
      remove: () => Promise.reject(new Error('not simulated')),
      deadLetter: (body) =>
        this.#does('dead letter', () => {
          violation(`a message was put aside: ${body}`);
        }),
    };
  }

  #does<T>(what: string, act: () => T): Promise<T> {
    return this.access(what, () => Promise.resolve(act()));
  }

  get bus(): Bus {
    return {
      publishTaskStatus: (detail) =>
        this.#does('publish task status', () => {
          this.#world.onBus({ 'detail-type': taskStatusChanged, source: taskEventSource, detail });
        }),
      publishFleetEvent: (type, detail) =>
        this.#does('publish fleet event', () => {
          this.#publish(type, detail);
        }),
    };
  }

  #publish(type: string, detail: unknown): void {
    const { published, violation } = this.#world;
    const text = JSON.stringify({ type, detail });
    const id = (detail as { event_id: string }).event_id; // Every fleet event has one.
    if ((published.get(id) ?? text) !== text) violation(`event ${id} was published with two details`);
    published.set(id, text);
  }

  get repos(): RepoStore {
    const { random, settings } = this.#world;
    const isRemoved = (): boolean => this.#world.hasFaults && random.chance(settings.refusals);
    const get = (repo: string): Repository => ({ ...onboarded(repo), status: isRemoved() ? 'removed' : 'active' });
    return {
      getRepo: (repo) => this.#does('repos.getRepo', () => get(repo)),
      getRepos: (repos) => this.#does('repos.getRepos', () => new Map(repos.map((repo) => [repo, onboarded(repo)]))),
      changeRepo: () => Promise.reject(new Error('not simulated')),
      listRepos: () => Promise.reject(new Error('not simulated')),
      readToChange: () => Promise.reject(new Error('not simulated')),
    };
  }

  get events(): TaskEventStore {
    return stepped(this.#world.taskEvents, 'events', this.access);
  }

  tasks(store: TaskStore = this.#world.taskStore): TaskPorts {
    const { delivery, taskMessages, clockAndIds, settings } = this.#world;
    const enqueue = (taskId: string): void => {
      delivery.send(() => {
        taskMessages.put(taskId);
      });
    };
    return {
      tasks: stepped(store, 'tasks', this.access),
      events: this.events,
      queue: {
        enqueue: ({ taskId }) =>
          this.#does('enqueue', () => {
            enqueue(taskId);
          }),
      },
      bus: this.bus,
      clockAndIds,
      userTaskCap: settings.userTaskCap,
      userUsdPerDay: this.#world.usdPerDay,
    };
  }

  get core(): TaskCore {
    const ports: CreatePorts = { ...this.tasks(), repos: this.repos, allowShell: true, callerVerifiers: true, agents: null };
    const { userTaskCap, userUsdPerDay, allowShell, callerVerifiers, agents, ...parts } = ports;
    const settings = { allowShell, callerVerifiers, agents, userTaskCap, userUsdPerDay };
    return this.#mayBeDown(createBuiltinTaskCore({ ...parts, settings }));
  }

  /** What the actor has of the core. */
  steering(store: TaskStore) {
    return this.#mayBeDown(createTaskSteering(this.tasks(store)));
  }

  /** Fails each call while the core is down. */
  #mayBeDown<T extends object>(core: T): T {
    const isDown = (): boolean => this.#world.scheduler.now < this.#world.coreDownUntil;
    return new Proxy(core, {
      get: (target, name) => {
        // Every property of a core is a function that answers a promise.
        const act = Reflect.get(target, name) as (...args: unknown[]) => Promise<unknown>;
        return (...args: unknown[]) => (isDown() ? Promise.reject(new SimulatedFault('the core is down')) : act(...args));
      },
    });
  }

  get workflow(): FleetWorkflow {
    const { machine } = this.#world;
    return {
      startRun: (generation, input) =>
        this.#does('start run', () => {
          machine.start(runName(input.fleet_id, generation, input.run), input);
        }),
      runStatus: (fleetId, generation, run) => this.#does('run status', () => machine.status(runName(fleetId, generation, run))),
    };
  }

  get tokens() {
    return {
      answer: (token: string, again: boolean) =>
        this.#does('answer', () => {
          this.#world.machine.answer(token, again);
        }),
    };
  }

  /** What the clock and the timers have. */
  get wake() {
    return { ...this.tasks(), stores: this.stores(), mailbox: this.mailbox };
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
  onboarded_at: '2026-11-21T10:00:00.000Z',
});
