/**
 * The places for containers. ECS lists a container a moment after it was started, so a place is noted in the task table before the start: all
 * launchers together never start more than there are places.
 */
import type { Containers, Launch, LaunchStore } from '../../adapters/launch-ports.ts';
import type { TaskStore } from '../../adapters/task-stores.ts';
import { isTaskEnded } from '../../contracts/task-transitions.ts';

export interface PlacePorts {
  readonly launches: LaunchStore;
  readonly containers: Pick<Containers, 'listRunning'>;
  readonly ports: { readonly tasks: Pick<TaskStore, 'getTasks' | 'getHeartbeats'> };
}

/** Milliseconds after which ECS surely lists a container that it started. */
const listedAfterMs = 120_000;
/** Each lost race is a launch of another launcher. */
const mostRaces = 50;

export type Hold = Pick<Launch, 'taskId' | 'claim'>;
/** `already`: a container for this hold was started a moment ago. */
export type Place = 'taken' | 'full' | 'already';

export interface Places {
  /** Whether one is free now, as far as is known; another launcher may take it. */
  find(hold: Hold, now: number): Promise<'free' | Exclude<Place, 'taken'>>;
  take(hold: Hold, now: number): Promise<Place>;
  /** The container in the place, from now on. */
  note(hold: Hold, arn: string): Promise<void>;
  giveBack(hold: Hold): Promise<void>;
}

/** For one batch of messages: the containers are listed once, and what is started since is noted. */
export function createPlaces(ports: PlacePorts, max: number): Places {
  const { launches, containers } = ports;
  let listed: Promise<ReadonlySet<string>> | undefined;
  const running = () => (listed ??= containers.listRunning().then((arns) => new Set(arns)));
  const read = async (hold: Hold, now: number) => {
    const arns = await running();
    const known = await launches.getLaunches();
    const recent = known.launches.filter(({ at }) => now - at < listedAfterMs);
    const unlisted = recent.filter(({ arn }) => arn === undefined || !arns.has(arn));
    const isFull = async () =>
      arns.size + unlisted.length >= max && arns.size + (await withoutEnded(ports, unlisted, now)).length >= max;
    const isAlready = recent.some((launch) => isOf(launch, hold));
    const place = isAlready ? ('already' as const) : (await isFull()) ? ('full' as const) : ('free' as const);
    return { revision: known.revision, recent, place };
  };
  const change = async (to: (launches: readonly Launch[]) => readonly Launch[]): Promise<void> => {
    for (let race = 0; race < mostRaces; race += 1) {
      const known = await launches.getLaunches();
      if (await launches.putLaunchesIf(known.revision, to(known.launches))) return;
    }
    throw new Error('The launches changed at each try to write them.');
  };
  return {
    find: async (hold, now) => (await read(hold, now)).place,
    async take(hold, now) {
      for (let race = 0; race < mostRaces; race += 1) {
        const { revision, recent, place } = await read(hold, now);
        if (place !== 'free') return place;
        if (await launches.putLaunchesIf(revision, [...recent, { ...hold, at: now }])) return 'taken';
      }
      throw new Error('The launches changed at each try to take a place.');
    },
    note: (hold, arn) => change((all) => all.map((launch) => (isOf(launch, hold) ? { ...launch, arn } : launch))),
    giveBack: (hold) => change((all) => all.filter((launch) => !isOf(launch, hold))),
  };
}

const isOf = (launch: Launch, { taskId, claim }: Hold): boolean => launch.taskId === taskId && launch.claim === claim;

/**
 * Without those whose container has claimed its task and is done with it, as its lease tells: ECS listed it while it worked, and lists it no
 * more. So work of seconds does not keep a place for minutes.
 */
async function withoutEnded(
  { ports: { tasks } }: PlacePorts,
  launches: readonly Launch[],
  now: number,
): Promise<readonly Launch[]> {
  const ids = [...new Set(launches.map(({ taskId }) => taskId))];
  const [rows, beats] = await Promise.all([tasks.getTasks(ids), tasks.getHeartbeats(ids)]);
  const ended = new Set(rows.filter(({ status }) => isTaskEnded(status)).map(({ task_id }) => task_id));
  return launches.filter(({ taskId, claim }) => {
    const beat = beats.get(taskId);
    // No heartbeat of this hold: the container has not claimed the task yet, whatever became of the task.
    if (beat === undefined || beat.holdNumber < claim) return true;
    return beat.holdNumber === claim && beat.leaseUntil >= now && !ended.has(taskId);
  });
}
