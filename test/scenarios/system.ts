/**
 * A whole system for a scenario: the embedded runtime with its workers in a process of its own, a client, and repositories.
 * Everything goes through the front door; state is looked at where a user would look.
 */
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import { z } from 'zod';
import { createClient, type Client } from '../../contracts/client.ts';
import type { FleetView } from '../../contracts/fleet.ts';
import { isTerminalFleet } from '../../core/fleet.ts';
import { makeRepository } from './repositories.ts';

export interface SystemOptions {
  readonly workers?: number;
  readonly concurrency?: number;
  readonly durations?: Readonly<Record<string, number>>;
  readonly parameters?: Readonly<Record<string, string>>;
  readonly workerConfig?: string;
}

/** Short, so that what the protocol repairs is repaired while somebody watches. Seconds. */
const shortDurations = {
  task_lease: 3,
  cancel_check: 0.3,
  retry_backoff: 0.4,
  resubmit_after: 4,
  lease_repair_after: 1,
  owed_look: 2,
  active_look: 5,
  child_missing_after: 3,
  restart_every: 3,
};

const ready = z.object({ api_url: z.url(), token: z.string() });

function startProcess(options: Readonly<Record<string, unknown>>) {
  const script = join(import.meta.dirname, 'runtime-process.ts');
  const streams = { stdin: 'ignore', buffer: { stdout: false, stderr: true } } as const;
  return execa(process.execPath, [script, JSON.stringify(options)], { reject: false, ...streams });
}

export class System {
  readonly folder: string;
  readonly options: SystemOptions;
  client: Client;
  apiUrl = '';
  token = '';
  private child: ReturnType<typeof startProcess> | undefined;

  private constructor(folder: string, options: SystemOptions) {
    this.folder = folder;
    this.options = options;
    this.client = createClient({ baseUrl: 'http://127.0.0.1:9', token: '' });
  }

  static async start(options: SystemOptions = {}): Promise<System> {
    const system = new System(await mkdtemp(join(tmpdir(), 'bgagent-scenario-')), options);
    await system.boot();
    return system;
  }

  /** Starts the runtime on the system's folder, whatever state an earlier one left there. */
  async boot(): Promise<void> {
    const { workers = 1, concurrency = 4, durations = {}, parameters = {}, workerConfig } = this.options;
    const options = {
      dir: join(this.folder, 'runtime'),
      workers,
      concurrency,
      parameters,
      clockIntervalMs: 1_000,
      workerConfig,
      durations: { ...shortDurations, ...durations },
    };
    const child = startProcess(options);
    this.child = child;
    const lines = createInterface({ input: child.stdout });
    const first = await Promise.race([once(lines, 'line'), child.then((ended) => [undefined, ended.stderr])]);
    if (first[0] === undefined) throw new Error(`The runtime did not start: ${String(first[1])}`);
    const { api_url, token } = ready.parse(JSON.parse(String(first[0])));
    Object.assign(this, { apiUrl: api_url, token, client: createClient({ baseUrl: api_url, token }) });
  }

  /** As a power cut would: no signal handler runs. */
  async killHard(): Promise<void> {
    this.child?.kill('SIGKILL');
    await this.child;
  }

  async stop(): Promise<void> {
    this.child?.kill('SIGTERM');
    await this.child;
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
    const answer = await this.client.putRepo({ params: { owner: 'acme', name }, body: { clone_url } });
    if (!answer.ok) throw new Error(answer.error.message);
  }

  async fleet(fleetId: string): Promise<FleetView> {
    const answer = await this.client.getFleet({ params: { fleet_id: fleetId } });
    if (!answer.ok) throw new Error(`${answer.error.code}: ${answer.error.message}`);
    return answer.data;
  }

  /** Polls until the fleet fits, telling `onLook` of every look; throws, with the fleet, when it takes too long. */
  async waitFor(
    fleetId: string,
    fits: (fleet: FleetView) => boolean,
    onLook: (fleet: FleetView) => void = () => undefined,
  ): Promise<FleetView> {
    const end = Date.now() + 150_000;
    for (;;) {
      const fleet = await this.fleet(fleetId);
      onLook(fleet);
      if (fits(fleet)) return fleet;
      if (Date.now() > end) throw new Error(`Waited too long: ${fleet.status} ${JSON.stringify(fleet.progress.counts)}`);
      await sleep(100);
    }
  }

  waitForEnd(fleetId: string, onLook?: (fleet: FleetView) => void): Promise<FleetView> {
    return this.waitFor(fleetId, (fleet) => isTerminalFleet(fleet.status), onLook);
  }
}
