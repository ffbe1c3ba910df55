import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { execa } from 'execa';
import * as z from 'zod';
import type { Access, Place, PublishedEvent, SystemOptions } from './place.ts';
import { patienceMs } from '../patience.ts';
import { workerConfigOf } from './worker-config.ts';

/** Short, so that what the protocol repairs is repaired while somebody watches. Seconds. */
const shortDurations = {
  task_lease_s: 3,
  cancel_check_s: 0.3,
  retry_backoff_s: 0.4,
  resubmit_after_s: 4,
  lease_repair_after_s: 1,
  owed_look_s: 2,
  active_look_s: 5,
  child_missing_after_s: 3,
  restart_every_s: 3,
};

const ready = z.object({ api_url: z.url(), token: z.string() });

/** @param folder gets the configuration of the workers */
function startProcess(folder: string, options: Readonly<Record<string, unknown>>) {
  const script = join(import.meta.dirname, 'runtime-process.ts');
  const streams = { stdin: 'ignore', buffer: { stdout: false, stderr: true } } as const;
  const env = { BGAGENT_CONFIG_DIR: join(folder, 'config') };
  return execa(process.execPath, [script, JSON.stringify(options)], { reject: false, env, ...streams });
}

/** The embedded runtime with its workers, in a process that a scenario may kill. It keeps its state in `<folder>/runtime`. */
export class EmbeddedPlace implements Place {
  readonly patience = patienceMs;
  private readonly folder: string;
  private readonly options: SystemOptions;
  private child: ReturnType<typeof startProcess> | undefined;

  constructor(folder: string, options: SystemOptions) {
    this.folder = folder;
    this.options = options;
  }

  async start(): Promise<Access> {
    const workerConfig = await workerConfigOf(this.folder, this.options);
    const child = startProcess(this.folder, { ...this.runtimeOptions(), workerConfig });
    this.child = child;
    const lines = createInterface({ input: child.stdout });
    const first = await Promise.race([once(lines, 'line'), child.then((ended) => [undefined, ended.stderr])]);
    if (first[0] === undefined) throw new Error(`The runtime did not start: ${String(first[1])}`);
    const { api_url, token } = ready.parse(JSON.parse(String(first[0])));
    return { apiUrl: api_url, token, user: 'local' };
  }

  async killHard(): Promise<void> {
    this.child?.kill('SIGKILL');
    await this.child;
  }

  async stop(): Promise<void> {
    this.child?.kill('SIGTERM');
    await this.child;
  }

  publishedEvents(): Promise<readonly PublishedEvent[] | undefined> {
    return Promise.resolve(undefined);
  }

  private runtimeOptions() {
    const { workers = 1, concurrency = 4, durations = {}, parameters = {} } = this.options;
    return {
      dir: join(this.folder, 'runtime'),
      workers,
      concurrency,
      parameters,
      clockIntervalMs: 1_000,
      durations: { ...shortDurations, ...durations },
    };
  }
}
