/** The demo's folder: everything that it makes lies in it, the settings and data of the product too. */
import { mkdirSync, mkdtempSync, realpathSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Workspace {
  readonly folder: string;
  /** BGAGENT_CONFIG_DIR: the user's own settings are never touched. */
  readonly config: string;
  /** Data of the runtime. */
  readonly runtime: string;
  readonly logs: string;
  /** Where the workers make their sandboxes. */
  readonly temporary: string;
  remove(): void;
  /** Removes all but the logs, and returns where they are now. */
  removeAllButLogs(): string;
}

export function makeWorkspace(): Workspace {
  const folder = mkdtempSync(join(realpathSync(tmpdir()), 'bgagent-demo-'));
  const runtime = join(folder, 'runtime');
  const logs = join(runtime, 'logs');
  const temporary = join(folder, 'tmp');
  for (const each of [logs, temporary]) mkdirSync(each, { recursive: true });
  const remove = (): void => {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  };
  const removeAllButLogs = (): string => {
    const kept = `${folder}-logs`;
    renameSync(logs, kept);
    remove();
    return kept;
  };
  return { folder, config: join(folder, 'config'), runtime, logs, temporary, remove, removeAllButLogs };
}
