/** The functions of the product as the simulation runs them: the real handlers, each invocation a process of its own. */
import type { Ledger } from '../../core/ledger/ledger.ts';
import { parseFleetTaskKey } from '../../contracts/keys.ts';
import { limits } from '../../contracts/limits.ts';
import type { DriveInput } from '../../contracts/messages.ts';
import type { ApiPorts } from '../../lambdas/api/api-ports.ts';
import { chargeAllDays, chargeDueDays } from '../../lambdas/clock/charge-days.ts';
import { NewerItems } from '../../lambdas/clock/newer-items.ts';
import { repairTasks, recoverTasks } from '../../lambdas/clock/repair-tasks.ts';
import { onTimer, recoverFleets, wakeFleets } from '../../lambdas/clock/wake-fleets.ts';
import type { ActorPorts } from '../../lambdas/fleet-mailbox/actor-ports.ts';
import { takeMail } from '../../lambdas/fleet-mailbox/take-mail.ts';
import { drive, type DrivePorts } from '../../lambdas/target-drive/drive.ts';
import { onTaskEvent } from '../../lambdas/task-events/on-task-event.ts';
import { usedUpToday } from './draw-spending.ts';
import { fixedKeys } from '../twins/fixed-keys.ts';
import { ProcessPorts } from './process-ports.ts';
import type { Process } from './scheduler.ts';
import type { Access } from './stepped.ts';
import { watchedTokens } from './watched-stores.ts';
import { workOnMessage, type SimulatedWorker } from './work-on-task.ts';
import type { Functions, World } from './world.ts';

/** As lib/functions.ts has it for the API; shorter than the lease of a submit. */
const requestTimeoutS = 29;

export const functionsOf = (world: World): Functions => {
  const ports = (access: Access): ProcessPorts => new ProcessPorts(world, access);
  return {
    ...{ actor: actorOf(world), drive: driveOf(world), api: apiOf(world) },
    worker: (message) => {
      world.spawn(`worker at ${message.taskId}`, (access, process) => workOnMessage(workerOf(world, access, process), message));
    },
    taskEvents: (event, onEnd) => {
      const run = (of: ProcessPorts): Promise<unknown> => onTaskEvent(event, { ...of.tasks(), mailbox: of.mailbox });
      world.spawn(
        'task-events',
        (access) => run(ports(access)),
        (how) => {
          onEnd(how === 'done');
        },
      );
    },
    timer: (fleetId) => {
      const body = JSON.stringify({ kind: 'timer', fleet_id: fleetId });
      world.spawn('timer', (access) => onTimer(ports(access).wake, body));
    },
    clock: () => {
      world.spawn('clock', async (access) => {
        const { wake } = ports(access);
        if (!world.off.noClock) await wakeFleets(wake);
        await repairTasks(wake, world.durations);
        if (world.settings.dayLimit) await chargeDueDays(wake, new NewerItems());
      });
    },
    recover: (deadWorkers, onEnd) => {
      world.spawn(
        'recover',
        async (access) => {
          const { wake } = ports(access);
          await recoverFleets(wake);
          await recoverTasks(wake, deadWorkers);
          if (world.settings.dayLimit) await chargeAllDays(wake, new NewerItems());
        },
        (how) => {
          onEnd(how === 'done');
        },
      );
    },
  };
};

const actorOf =
  (world: World): Functions['actor'] =>
  (records, onEnd) => {
    let failed: readonly string[] | undefined;
    world.spawn(
      'actor',
      async (access) => {
        const answer = await takeMail(actorPorts(world, access), records);
        failed = answer.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
      },
      () => {
        onEnd(failed);
      },
    );
  };

/** One signal for each call, aborted in virtual time; never in a process that is frozen, as one is that goes on beside its successor. */
function limitsIn(world: World): ActorPorts['after'] {
  const isFrozen = world.isFrozen();
  return (seconds) => {
    const limit = new AbortController();
    if (!isFrozen) {
      world.scheduler.at(seconds * 1_000, () => {
        limit.abort();
      });
    }
    return limit.signal;
  };
}

function actorPorts(world: World, access: Access): ActorPorts {
  const of = new ProcessPorts(world, access);
  const { off, taskStore } = world;
  const { lookAhead } = world.settings;
  const onFailed = (_: unknown, error: unknown): void => {
    world.expectFault(error);
  };
  const ports: ActorPorts = {
    ...{ stores: of.stores(), mailbox: of.mailbox, bus: of.bus, workflow: of.workflow, tokens: of.tokens },
    ...{
      clockAndIds: world.clockAndIds,
      after: limitsIn(world),
      durations: { ...world.durations, ...(lookAhead ? { lookAhead } : {}) },
      onEffectFailed: onFailed,
      onMailFailed: onFailed,
      onFinished: () => undefined,
    },
    core: of.steering(off.actorTasks?.(taskStore) ?? taskStore),
    timers: {
      wakeLater: (fleetId, delayS) =>
        access('timer', () => {
          setTimer(world, fleetId, delayS);
          return Promise.resolve();
        }),
    },
    onTurn: (_, turn) => {
      world.counts.turns += 1;
      world.log(`turn: ${JSON.stringify(turn)} ${world.ledger?.statuses.map((status) => status[0]).join('') ?? ''}`);
    },
  };
  const withoutFacts = world.unreadFacts.inFrontOf(ports, {
    elapsedS: () => world.elapsedS,
    at: (delayMs, fire) => {
      world.scheduler.at(delayMs, fire);
    },
  });
  return off.actor?.(withoutFacts, world.fleets) ?? withoutFacts;
}

function setTimer(world: World, fleetId: string, delayS: number): void {
  if (world.off.noClock) return;
  world.scheduler.at(delayS * 1_000, () => {
    world.functions.timer(fleetId);
  });
}

const driveOf =
  (world: World): Functions['drive'] =>
  (input, onEnd) => {
    const displaced: string[] = [];
    let parks = 0;
    const onPark = (token: string | undefined): void => {
      parks += 1;
      if (token !== undefined) displaced.push(token);
    };
    world.spawn(
      `drive of ${String(input.ordinal)}, run ${String(input.run)}, ${input.token}`,
      (access) => drive(drivePorts(world, { access, input, onPark }), input),
      (how) => {
        if (how !== 'done') world.counts.driveTroubles += 1;
        // Whom it displaced it knows from one answer, which never came, or came for a park that was made again.
        const mayForget = how !== 'done' || parks > 1;
        if (mayForget && displaced.some((token) => world.machine.isWaiting(token))) world.counts.forgotten += 1;
        onEnd(how === 'done');
      },
    );
  };

interface Driving {
  readonly access: Access;
  readonly input: DriveInput;
  readonly onPark: (displaced: string | undefined) => void;
}

function drivePorts(world: World, { access, input, onPark }: Driving): DrivePorts {
  const of = new ProcessPorts(world, access);
  const stores = of.stores(watchedTokens(world.stores.tokens, onPark));
  const { mailbox, tokens } = of;
  const { clockAndIds } = world;
  const ports: DrivePorts = {
    ...{ ...createOnBudget(world, { stores, core: of.core }) },
    mailbox,
    tokens,
    clockAndIds,
    apiUrl: 'https://fleets.test',
    onEmptyPlaceholders: () => undefined,
  };
  return world.off.drive?.(ports, input) ?? ports;
}

/** While the budget of the day is used up, a create is refused, and its refusal is stored as that of a budget. */
function createOnBudget(world: World, ports: Pick<DrivePorts, 'stores' | 'core'>): Pick<DrivePorts, 'stores' | 'core'> {
  const { usedUp } = world.settings.spending ?? {};
  if (!usedUp) return ports;
  const isUsedUp = (): boolean => world.elapsedS >= usedUp.from && world.elapsedS < usedUp.to;
  const { stores, core } = ports;
  const createTask: typeof core.createTask = async (body, caller) => {
    if (!isUsedUp()) return core.createTask(body, caller);
    return { ok: false, error: { code: refusedToday, message: usedUpToday.message } };
  };
  const recordCreated: typeof stores.targets.recordCreated = (fleetId, ordinal, attempt, created) => {
    const isOurs = 'rejection' in created && created.rejection.message === usedUpToday.message;
    return stores.targets.recordCreated(fleetId, ordinal, attempt, isOurs ? { rejection: { ...usedUpToday } } : created);
  };
  return { stores: { ...stores, targets: { ...stores.targets, recordCreated } }, core: { ...core, createTask } };
}
/** Any code that is stored as a rejection. */
const refusedToday = 'INVALID_STATE';

function workerOf(world: World, access: Access, process: Process): SimulatedWorker {
  const of = new ProcessPorts(world, access);
  const { tasks } = of.tasks();
  const { taskMessages, clockAndIds, random, settings, scheduler, durations } = world;
  const queue: SimulatedWorker['queue'] = {
    hide: (receipt, seconds) =>
      access('hide', () => {
        taskMessages.hide(receipt, seconds);
        return Promise.resolve();
      }),
    remove: (receipt) =>
      access('remove', () => {
        taskMessages.remove(receipt);
        return Promise.resolve();
      }),
  };
  const { failing, transient } = settings;
  return {
    ...{ tasks, bus: of.bus, events: of.events, repos: of.repos, queue, clockAndIds, random, failing, transient },
    leaseS: durations.task_lease_s,
    workerId: process.name,
    poisonOf: ({ idempotency_key: key }) =>
      settings.poison.get(parseFleetTaskKey(world.ledger?.fleetId ?? '', key)?.ordinal ?? -1),
    closes: () => world.hasFaults && random.chance(0.01),
    mostHolds: world.off.holdsWithoutEnd ? Number.POSITIVE_INFINITY : limits.holds,
    onBegin: (row) => {
      if (row.claim > limits.holds) world.violation(`the work of task ${row.task_id} was begun in hold ${row.claim}`);
    },
    ...{
      forge: settings.forge,
      spending: settings.spending,
      stepping: settings.stepping,
      dayLimit: settings.dayLimit,
      reviewing: settings.reviewing,
    },
    sleep: (ms) => scheduler.sleep(process, ms),
  };
}

const apiOf =
  (world: World): Functions['api'] =>
  (name, request, onAnswer) => {
    let status: number | undefined;
    world.spawn(
      name,
      async (access, process) => {
        if (!world.off.noRequestTimeout) {
          world.scheduler.at(requestTimeoutS * 1_000, () => {
            world.scheduler.stop(process);
          });
        }
        status = await request(apiPorts(world, access, process));
      },
      () => {
        onAnswer(status);
      },
    );
  };

function apiPorts(world: World, access: Access, process: Process): ApiPorts {
  const of = new ProcessPorts(world, access);
  const stores = of.stores();
  const overwriting = {
    putLedgerIfAbsent: (ledger: Ledger) => access('overwrite', () => Promise.resolve(overwrite(world, ledger))),
  };
  return {
    ...of.tasks(),
    stores: world.off.submitOverwrites ? { ...stores, ledgers: { ...stores.ledgers, ...overwriting } } : stores,
    taskEvents: of.events,
    ...{ repos: of.repos, core: of.core, mailbox: of.mailbox },
    pageTokenKeys: fixedKeys('secret'),
    authenticate: () => Promise.resolve({ ok: false, error: 'Nobody signs in.' }),
    sleep: (ms) => world.scheduler.sleep(process, ms),
    onRequestBroken: () => {
      world.violation('A request failed.');
    },
    onMailFailed: () => undefined,
    settings: {
      allowShell: true,
      callerVerifiers: true,
      agents: null,
      allowPrivateWebhooks: false,
      userTaskCap: world.settings.userTaskCap,
      durations: world.durations,
      signIn: { issuer: 'https://issuer.test', client: null },
    },
  };
}

function overwrite({ fleets, ledgerWatch }: World, ledger: Ledger): boolean {
  const before = fleets.ledgers.get(ledger.fleetId);
  fleets.ledgers.set(ledger.fleetId, ledger);
  ledgerWatch.written(before, ledger);
  return true;
}
