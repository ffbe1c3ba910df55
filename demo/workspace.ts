/** The temporary folder of the demo. It holds the repositories, and the settings and data of the product. */
import { mkdirSync, mkdtempSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

export interface Workspace {
  readonly folder: string;
  /** Used as BGAGENT_CONFIG_DIR, so that the user's own settings are not touched. */
  readonly config: string;
  /** Data of the runtime. */
  readonly runtime: string;
  readonly logs: string;
  /** The workers make their sandboxes here. */
  readonly temporary: string;
  remove(): void;
  /** Removes everything except the logs, and returns their new path. */
  removeAllButLogs(): string;
}

/** The program of the demo's fleet. */
export const migration = join(import.meta.dirname, 'migration', 'structured-logs.js');

export function makeWorkspace(): Workspace {
  const folder = mkdtempSync(join(realpathSync(tmpdir()), 'bgagent-demo-'));
  const runtime = join(folder, 'runtime');
  const logs = join(runtime, 'logs');
  const temporary = join(folder, 'tmp');
  const config = join(folder, 'config');
  for (const each of [logs, temporary, config]) mkdirSync(each, { recursive: true });
  // A sandbox shows no home folder, and a clone of the product may lie in one.
  writeFileSync(join(config, 'worker.yaml'), `read_only: [${JSON.stringify(dirname(migration))}]\n`);
  const remove = (): void => {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  };
  const removeAllButLogs = (): string => {
    const kept = `${folder}-logs`;
    renameSync(logs, kept);
    remove();
    return kept;
  };
  return { folder, config, runtime, logs, temporary, remove, removeAllButLogs };
}
