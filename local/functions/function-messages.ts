/**
 * The messages between the runtime and the thread that its functions share. A function is known by its deployed name. Events and
 * results travel as JSON text, as on AWS.
 */

/** A function that the thread loads. */
export interface HostedFunction {
  readonly name: string;
  /** Path of the bundle. */
  readonly file: string;
  /** Name of the export of the bundle that is called. */
  readonly handler: string;
  /** All variables that the function sees. */
  readonly environment: Readonly<Record<string, string>>;
}

/** The first message. Environments have secrets, so they are not in `workerData`, which every bundle could import. */
export interface Load {
  readonly kind: 'load';
  readonly functions: readonly HostedFunction[];
}

export interface Invocation {
  readonly kind: 'invoke';
  readonly id: string;
  readonly function: string;
  readonly event: string;
  /** Epoch milliseconds at which the invocation times out. */
  readonly deadline: number;
}

/** Asks whether the thread answers; it does not while a function computes without a pause. */
export interface Ping {
  readonly kind: 'ping';
}

export type MessageToThread = Load | Invocation | Ping;

/** What was thrown, as Lambda tells it to the caller, and its stack for the log. */
export interface Thrown {
  readonly errorType: string;
  readonly errorMessage: string;
  readonly trace: string;
}

export type MessageFromThread =
  | { readonly kind: 'pong' }
  | { readonly kind: 'loaded'; readonly function: string }
  | ({ readonly kind: 'not-loaded'; readonly function: string } & Thrown)
  | { readonly kind: 'result'; readonly id: string; readonly result: string }
  | ({ readonly kind: 'failure'; readonly id: string; readonly function: string } & Thrown)
  /** Text for a log. Without a function: for the log that all share. */
  | { readonly kind: 'output'; readonly function: string | undefined; readonly text: string };
