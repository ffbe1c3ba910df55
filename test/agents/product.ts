/**
 * The product as a person has it: `bgagent local` as a process, steered with commands, on a folder of its own.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import * as z from 'zod';
import { createClient, type Client } from '../../contracts/http/client.ts';
import type { FleetView, TargetView } from '../../contracts/http/fleet.ts';
import { isTerminalFleet } from '../../core/fleet.ts';
import { readWorkerConfig } from '../../worker/read-config.ts';
import { chooseWalls } from '../../worker/sandbox/walls/choose-walls.ts';
import { patienceMs } from '../patience.ts';
import { must } from '../scenarios/answers.ts';
import { makeHomeFolder } from './home-folder.ts';

const launcher = fileURLToPath(new URL('../../cli/bgagent.js', import.meta.url));
const ready = z.object({ api_url: z.url(), token: z.string() });

export class Product {
  readonly folder: string;
  /** Of the runtime, its workers and the commands. */
  readonly environment: Record<string, string>;
  client: Client = createClient({ baseUrl: 'http://127.0.0.1:9', token: '' });
  /** Base URL of the API, once it was started. */
  apiUrl = '';
  /** Of its user, once it was started. */
  token = '';
  private local: ChildProcess | undefined;

  /**
   * @param workerConfig the content of worker.yaml
   * @param folder for all that it keeps, and removed with it: of agents one beside the homes of people
   */
  constructor(workerConfig: object, environment: Readonly<Record<string, string>>, folder = makeHomeFolder()) {
    this.folder = folder;
    this.environment = { BGAGENT_CONFIG_DIR: this.folder, ...environment };
    // JSON is YAML.
    writeFileSync(join(this.folder, 'worker.yaml'), JSON.stringify(workerConfig));
  }

  /**
   * Starts `bgagent local`, whatever state an earlier one left.
   * @param port of the API; 0: any free one
   * @param workers worker processes
   */
  async start({ port = 0, workers = 1 }: { readonly port?: number; readonly workers?: number } = {}): Promise<void> {
    const flags = ['--port', String(port), '--workers', String(workers), '--concurrency', '3', '--json'];
    const env = { ...process.env, ...this.environment };
    const local = spawn(process.execPath, [launcher, 'local', ...flags], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    this.local = local;
    let said = '';
    local.stderr.on('data', (chunk: Buffer) => {
      said += chunk.toString();
    });
    const first = await Promise.race([once(createInterface({ input: local.stdout }), 'line'), once(local, 'close')]);
    const line = z.string().safeParse(first[0]);
    if (!line.success) throw new Error(`bgagent local did not start: ${said}`);
    const { api_url: baseUrl, token } = ready.parse(JSON.parse(line.data));
    this.apiUrl = baseUrl;
    this.token = token;
    this.client = createClient({ baseUrl, token });
  }

  /** Whether its workers run agents in bubblewrap, which is the default where it can be used. */
  async hasSandbox(): Promise<boolean> {
    const file = join(this.folder, 'worker.yaml');
    const config = readWorkerConfig(file, { required: true });
    const environment = { ...process.env, ...this.environment };
    const settings = { config, environment, dir: undefined, sandboxRoot: undefined, closedPorts: () => new Set<number>() };
    const { walls } = await chooseWalls(settings);
    walls.close();
    return walls.kind === 'bubblewrap';
  }

  /** As a power cut would. */
  kill(): Promise<void> {
    return this.end('SIGKILL');
  }

  stop(): Promise<void> {
    return this.end('SIGTERM');
  }

  async close(): Promise<void> {
    await this.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Runs a command with `--json`. @returns what it printed @throws Error with what it said, where it fails */
  async run(...args: readonly string[]): Promise<unknown> {
    const { exitCode, stdout, stderr } = await this.command([...args, '--json']);
    if (exitCode !== 0) throw new Error(`bgagent ${args.join(' ')} ended with ${exitCode ?? 'a signal'}: ${stderr}${stdout}`);
    return JSON.parse(stdout);
  }

  /** What a command prints for people. */
  async show(...args: readonly string[]): Promise<string> {
    return (await this.command(args)).stdout;
  }

  private command(args: readonly string[]) {
    return execa(process.execPath, [launcher, ...args], { env: this.environment, cwd: this.folder, reject: false });
  }

  /** @returns the id of the fleet */
  async submit(...args: readonly string[]): Promise<string> {
    return z.object({ fleet_id: z.string() }).parse(await this.run('fleet', 'submit', ...args)).fleet_id;
  }

  async fleet(fleet_id: string): Promise<FleetView> {
    return must(await this.client.getFleet({ params: { fleet_id } }));
  }

  async targets(fleet_id: string): Promise<readonly TargetView[]> {
    return must(await this.client.listTargets({ params: { fleet_id }, query: { limit: 100 } }));
  }

  /** Polls until the fleet fits; throws, with the fleet and the end of the worker's log, when it takes too long. */
  async waitFor(fleetId: string, fits: (fleet: FleetView) => boolean): Promise<FleetView> {
    const end = Date.now() + patienceMs;
    for (;;) {
      const fleet = await this.fleet(fleetId);
      if (fits(fleet)) return fleet;
      if (Date.now() > end) {
        const targets = await this.targets(fleetId);
        throw new Error(`Waited too long: ${JSON.stringify({ fleet, targets })}${this.log()}`);
      }
      await sleep(200);
    }
  }

  /** Until it has ended, or waits for a person. */
  rests(fleetId: string): Promise<FleetView> {
    return this.waitFor(fleetId, ({ status }) => isTerminalFleet(status) || status === 'PAUSED');
  }

  private log(): string {
    const file = join(this.folder, 'local/logs/worker-1.log');
    try {
      return `\n${readFileSync(file, 'utf8').slice(-4_000)}`;
    } catch {
      return '';
    }
  }

  private async end(signal: NodeJS.Signals): Promise<void> {
    const { local } = this;
    if (local === undefined || local.exitCode !== null || local.signalCode !== null) return;
    const ended = once(local, 'close');
    local.kill(signal);
    await ended;
  }
}
