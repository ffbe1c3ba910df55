/**
 * The walls around a command: what it sees of the machine and of the network. `none` gives it a process namespace at most
 * (process-namespace.ts); `bubblewrap` shows it its own folders and a read-only system, and one way into the network; `runner` has it run in
 * another container (docs/security.md).
 */
import { resolve } from 'node:path';
import which from 'which';
import type { AgentConfig } from '../../../contracts/worker-config.ts';
import { hasProcessNamespace, inNamespace } from '../process-namespace.ts';
import type { CommandEnd } from '../command-end.ts';

/** An agent of worker.yaml. */
export interface AgentInWalls {
  readonly name: string;
  readonly config: AgentConfig;
  /** Its work changes nothing, so its clone is read-only. Absent: false. */
  readonly changesNothing?: boolean;
}

export interface WallsRequest {
  readonly argv: readonly string[];
  /** The whole environment of the command. */
  readonly env: Readonly<Record<string, string>>;
  /** The agent that the command runs; undefined for any other command, which may be one that a caller chose. */
  readonly agent?: AgentInWalls | undefined;
  /** Writes to the output of the task. */
  readonly say: (text: string) => void;
}

/** The folders of a sandbox (sandbox.ts). */
export interface SandboxFolders {
  readonly folder: string;
  readonly repo: string;
  /** No command sees it. */
  readonly workerFolder: string;
}

/** How the command is started in the walls. */
export interface Within {
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Called once, when the command has ended. @param byItself false: the worker killed it, and processes of it may still be ending */
  leave(byItself: boolean): void;
  /**
   * Of a process that only stands for the command, called when that process has ended. Resolves once all processes of the command are
   * gone; undefined: it was killed before its end. Absent: the process is the command.
   * @throws an error where it is not known what became of the command
   */
  readonly endElsewhere?: () => Promise<CommandEnd | undefined>;
}

/** Folders in which sandboxes lie. */
export interface SandboxRoots {
  /** Commands see it. */
  readonly shared: string;
  /** No command sees it. */
  readonly own: string;
}

export interface Walls {
  readonly kind: 'none' | 'bubblewrap' | 'runner';
  /** Whether every process that a command started ends when the first process of its group is killed. */
  readonly endsProcesses: boolean;
  /** Where the folders of a sandbox must lie. Absent: where the worker says. */
  readonly roots?: SandboxRoots;
  /** @returns undefined where there is no such program */
  wrap(request: WallsRequest, sandbox: SandboxFolders): Promise<Within | undefined>;
  /** No command is wrapped afterwards. */
  close(): void;
}

/** Walls that hide nothing. */
export const noWalls: Walls = {
  kind: 'none',
  get endsProcesses() {
    return hasProcessNamespace();
  },
  wrap(request, sandbox) {
    if (!isThere(request, sandbox)) return Promise.resolve(undefined);
    return Promise.resolve({ argv: inNamespace(request.argv), env: request.env, leave: () => undefined });
  },
  close: () => undefined,
};

/** Looked for before the start, because inside of a namespace another program would report it. */
export function isThere({ argv, env }: Pick<WallsRequest, 'argv' | 'env'>, { repo }: Pick<SandboxFolders, 'repo'>): boolean {
  const [file = ''] = argv;
  const program = file.includes('/') ? resolve(repo, file) : file;
  return which.sync(program, { path: env['PATH'], nothrow: true }) !== null;
}
