import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

const launcher = fileURLToPath(new URL('../../cli/bgagent.js', import.meta.url));

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string;
  /** Told of the running process, to send it signals. */
  readonly onStart?: (child: ChildProcess) => void;
}

/** A config folder of one test file, and the binary run with it as a process. */
export function cliFolder(): {
  readonly dir: string;
  run: (args: readonly string[], options?: RunOptions) => Promise<Ended>;
  remove: () => void;
} {
  const dir = mkdtempSync(join(tmpdir(), 'bgagent-cli-'));
  const inherited = { ...process.env, BGAGENT_API_URL: undefined, BGAGENT_TOKEN: undefined };
  return {
    dir,
    run: async (args, { env = {}, input, onStart } = {}) => {
      const child = spawn(process.execPath, [launcher, ...args], {
        env: { ...inherited, BGAGENT_CONFIG_DIR: dir, ...env },
        cwd: dir,
      });
      child.stdin.end(input ?? '');
      onStart?.(child);
      const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
      const [stdout, stderr, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
      return { code, stdout, stderr };
    },
    remove: () => {
      rmSync(dir, { recursive: true, force: true });
    },
  };
}
