/** Runs the CLI as a process, with a config folder of its own; at a terminal where a test asks for one. */
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
  /** Runs at a terminal with this number of columns. Both output streams are then in `stdout`, with all control characters. */
  readonly terminal?: number;
  /** Called with the running process, to send it signals. */
  readonly onStart?: (child: ChildProcess) => void;
}

/** `script` makes the terminal, and `stty` gives it a size. */
function atTerminal(argv: readonly string[], columns: number): string[] {
  const words = argv.map((word) => `'${word.replaceAll("'", String.raw`'\''`)}'`).join(' ');
  const command = `stty columns ${columns} rows 24; exec ${words}`;
  return process.platform === 'darwin'
    ? ['script', '-q', '/dev/null', 'sh', '-c', command]
    : ['script', '-qec', command, '/dev/null'];
}

/** @returns a new config folder and the way to run the CLI with it */
export function cliFolder(): {
  readonly dir: string;
  run: (args: readonly string[], options?: RunOptions) => Promise<Ended>;
  remove: () => void;
} {
  const dir = mkdtempSync(join(tmpdir(), 'bgagent-cli-'));
  const inherited = { ...process.env, BGAGENT_API_URL: undefined, BGAGENT_TOKEN: undefined };
  return {
    dir,
    run: async (args, { env = {}, input, onStart, terminal } = {}) => {
      const plain = [process.execPath, launcher, ...args];
      const [file = '', ...rest] = terminal === undefined ? plain : atTerminal(plain, terminal);
      const child = spawn(file, rest, {
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
