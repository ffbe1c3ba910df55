/**
 * What the worker must know of an agent's program: how it is started without a person, and what its output says. A preset is a pure
 * description; run-agent.ts starts the program.
 */
import type { PresetAgent, PresetName } from '../../contracts/worker-config.ts';

export interface Preset {
  readonly name: PresetName;
  /** The program, found on the PATH unless worker.yaml names another one. */
  readonly program: string;
  /** The variables that may hold the credential of the provider; one of them is enough. */
  readonly keys: readonly string[];
  readonly can: {
    /** `checked`: the program answers in the schema or fails. `sent`: the provider gets the schema, and its answer is not checked. */
    readonly schema: 'checked' | 'sent';
    /** Whether the program itself keeps a limit of turns, and of dollars. */
    readonly turns: boolean;
    readonly budget: boolean;
    readonly fallback: boolean;
  };
  /** Variables of the program: no telemetry, no updates. Those of worker.yaml come after them. */
  env(ask: Ask): Readonly<Record<string, string>>;
  /** The arguments after the program; the prompt is written to its standard input. */
  argv(ask: Ask): readonly string[];
  /** What a line of its standard output tells a person; an empty list: nothing. Never throws, whatever the line holds. */
  show(line: string): readonly string[];
  /** Whether a line of its standard output says that the work has ended, well or not. Never throws, whatever the line holds. */
  isEnd(line: string): boolean;
  /** How the run ended. Never throws, whatever the program printed. */
  read(end: AgentEnd, ask: Ask): Reading;
}

/** One run of an agent, as its preset needs to know it. */
export interface Ask {
  /** `read`: the agent changes nothing. `commit`: it also makes commits, so it must be able to write the git folder of its clone. */
  readonly access: 'read' | 'write' | 'commit';
  /** Whether the work is a search on the web, so that an agent that changes nothing may read there. */
  readonly web: boolean;
  /** Whether the program runs in the sandbox of the worker, so that one of its own is not needed, and may not be possible. */
  readonly walled: boolean;
  /** A folder that the agent may write to, besides its working folder. */
  readonly scratch: string;
  /** Undefined: the one that the program chooses. */
  readonly model: string | undefined;
  readonly fallbackModels: readonly string[];
  readonly maxTurns: number | undefined;
  readonly maxUsd: number | undefined;
  /** The answer's JSON Schema (draft-07): its text, and a file that holds it. */
  readonly schema: { readonly text: string; readonly file: string } | undefined;
  /** The session to go on with. */
  readonly session: Session | undefined;
  readonly baseUrl: string | undefined;
  readonly prices: PresetAgent['prices'];
  readonly args: readonly string[];
}

/** A session of a program, and what it had used when it was last left. */
export interface Session {
  readonly id: string;
  /** Undefined: not known, so the cost of a run that goes on with it is not known either. */
  readonly used: Used | undefined;
}

/** What a session has used since its beginning. */
export interface Used {
  /** USD; null: not known. */
  readonly usd: number | null;
  /** Null: not known. */
  readonly tokens: Tokens | null;
}

/** `cached` is a part of `input`. */
export interface Tokens {
  readonly input: number;
  readonly cached: number;
  readonly output: number;
}

/** What a program printed, and how it ended. */
export interface AgentEnd {
  /** The beginning and the end of what it printed; what lay between is left out of a very long output. */
  readonly stdout: string;
  readonly stderr: string;
  /** Null: the worker ended it before its own end. */
  readonly exitCode: number | null;
}

export interface Reading {
  /** Whether the program did what it was asked, as it says itself. */
  readonly ok: boolean;
  /** Its last message; empty: none. */
  readonly text: string;
  readonly sessionId: string | null;
  /** The model that answered last. */
  readonly model: string | null;
  /** USD of this run; null: not known. Never 0 for "not known". */
  readonly costUsd: number | null;
  /** What the session has used since its beginning, for a later run that goes on with it. Undefined: not known. */
  readonly used: Used | undefined;
  readonly turns: number | null;
  /** The answer in the schema; undefined: none. */
  readonly value: unknown;
  /** What it asked the person who runs the work; null: nothing. */
  readonly question: string | null;
  /** Null exactly where `ok`. */
  readonly failure: AgentFailure | null;
}

export interface AgentFailure {
  readonly kind: FailureKind;
  /** The program's or provider's own sentence. It may hold secrets. */
  readonly message: string;
}

export type FailureKind =
  /** The provider refused the credential. */
  | 'auth'
  | 'rate_limit'
  /** The provider failed, or could not be reached. */
  | 'provider'
  | 'turns'
  | 'budget'
  | 'schema'
  /** The session to go on with is not known. */
  | 'session'
  /** The program refused its settings, such as a model that the provider does not have. */
  | 'config'
  /** The agent says that it failed. */
  | 'agent'
  /** The program ended without saying how. */
  | 'process';
