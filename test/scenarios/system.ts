/**
 * A whole system for a scenario: the embedded runtime with its workers in a process of its own, or a deployed stack where
 * BGAGENT_STACK names one; a client, and repositories. Everything goes through the front door; state is looked at where a user
 * would look.
 */
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createClient, type Client } from '../../contracts/http/client.ts';
import type { FleetView } from '../../contracts/http/fleet.ts';
import type { TaskDetail } from '../../contracts/task.ts';
import { isTaskEnded } from '../../contracts/task-transitions.ts';
import { isTerminalFleet } from '../../core/fleet.ts';
import { must } from './answers.ts';
import { DeployedPlace } from './deployed-place.ts';
import { isDeployed } from './deployed-stack.ts';
import { EmbeddedPlace } from './embedded-place.ts';
import type { Place, PublishedEvent, SystemOptions } from './place.ts';
import { makeRepository } from './repositories.ts';

export class System {
  readonly folder: string;
  /** A folder in which commands may leave files, and find some. */
  readonly marks: string;
  client: Client;
  apiUrl = '';
  token = '';
  /** Whom the token names. */
  user = '';
  private readonly place: Place;

  private constructor(folder: string, options: SystemOptions) {
    this.folder = folder;
    this.marks = join(folder, 'marks');
    this.place = isDeployed ? new DeployedPlace(folder, options) : new EmbeddedPlace(folder, options);
    this.client = createClient({ baseUrl: 'http://127.0.0.1:9', token: '' });
  }

  static async start(options: SystemOptions = {}): Promise<System> {
    const system = new System(await mkdtemp(join(tmpdir(), 'bgagent-scenario-')), options);
    await mkdir(system.marks);
    await system.boot();
    return system;
  }

  /** Starts the runtime on the system's folder, whatever state an earlier one left there. */
  async boot(): Promise<void> {
    const access = await this.place.start();
    Object.assign(this, access, { client: createClient({ baseUrl: access.apiUrl, token: access.token }) });
  }

  /** As a power cut would: no signal handler runs. */
  killHard(): Promise<void> {
    return this.place.killHard();
  }

  stop(): Promise<void> {
    return this.place.stop();
  }

  async close(): Promise<void> {
    await this.stop();
    await rm(this.folder, { recursive: true, force: true });
  }

  /** Makes and onboards repositories `acme/<name>`; answers their clone URLs by name. */
  async onboard(
    names: readonly string[],
    files: Readonly<Record<string, string>> = { 'README.md': 'hello\n' },
  ): Promise<Map<string, string>> {
    const remotes = new Map<string, string>();
    for (const name of names) {
      const remote = await makeRepository(this.folder, `acme/${name}`, files);
      remotes.set(name, remote);
      await this.onboardRemote(name, remote);
    }
    return remotes;
  }

  async onboardRemote(name: string, clone_url: string): Promise<void> {
    must(await this.client.putRepo({ params: { owner: 'acme', name }, body: { clone_url } }));
  }

  async fleet(fleetId: string): Promise<FleetView> {
    return must(await this.client.getFleet({ params: { fleet_id: fleetId } }));
  }

  /** All tasks that were ever created, of whatever fleet and user, newest first. */
  async tasks(): Promise<readonly TaskDetail[]> {
    const tasks: TaskDetail[] = [];
    let token: string | null | undefined;
    do {
      const page = token === null || token === undefined ? {} : { next_token: token };
      const answer = await this.client.listTasks({ query: { limit: 100, ...page } });
      tasks.push(...must(answer));
      token = answer.ok ? answer.pagination?.next_token : undefined;
    } while (token !== null && token !== undefined);
    return tasks;
  }

  /** The tasks of one fleet: those that have a branch of it. */
  async tasksOf(fleetId: string): Promise<readonly TaskDetail[]> {
    return (await this.tasks()).filter((task) => task.branch_name?.startsWith(`bgagent/${fleetId}/`));
  }

  /** The events that a fleet published; undefined where nobody can listen to the bus. Reading takes them off. */
  async publishedEvents(fleetId: string): Promise<readonly PublishedEvent[] | undefined> {
    return (await this.place.publishedEvents())?.filter(({ detail }) => detail.fleet_id === fleetId);
  }

  /** Polls until the fleet fits, telling `onLook` of every look; throws, with the fleet, when it takes too long. */
  async waitFor(
    fleetId: string,
    fits: (fleet: FleetView) => boolean,
    onLook: (fleet: FleetView) => void = () => undefined,
  ): Promise<FleetView> {
    const end = Date.now() + this.place.patience;
    for (;;) {
      const fleet = await this.fleetUnlessBusy(fleetId, end);
      onLook(fleet);
      if (fits(fleet)) return fleet;
      if (Date.now() > end) throw new Error(`Waited too long: ${fleet.status} ${JSON.stringify(fleet.progress.counts)}`);
      await sleep(100);
    }
  }

  /** A deployed stack may ask to ask again, and answers 502 where a scenario has killed the function; an embedded one must answer. */
  private async fleetUnlessBusy(fleet_id: string, end: number): Promise<FleetView> {
    for (;;) {
      const answer = await this.client.getFleet({ params: { fleet_id } });
      if (answer.ok || ![502, 503].includes(answer.status) || !isDeployed || Date.now() > end) return must(answer);
      await sleep(1_000);
    }
  }

  /** Polls until the task has ended; throws when it takes too long. */
  async taskEnds(taskId: string): Promise<TaskDetail> {
    for (const end = Date.now() + this.place.patience; Date.now() < end;) {
      const task = must(await this.client.getTask({ params: { task_id: taskId } }));
      if (isTaskEnded(task.status)) return task;
      await sleep(100);
    }
    throw new Error(`The task ${taskId} does not end.`);
  }

  waitForEnd(fleetId: string, onLook?: (fleet: FleetView) => void): Promise<FleetView> {
    return this.waitFor(fleetId, (fleet) => isTerminalFleet(fleet.status), onLook);
  }
}
