/** The messages between the runtime and the thread of a function. Events and results travel as JSON text, as on AWS. */

/** Given to the thread when it starts. */
export interface ThreadSettings {
  /** Path of the bundle. */
  readonly file: string;
  /** Name of the export of the bundle that is called. */
  readonly handler: string;
  readonly functionName: string;
}

export interface Invocation {
  readonly id: string;
  readonly event: string;
  /** Epoch milliseconds at which the invocation times out. */
  readonly deadline: number;
}

export type ThreadMessage =
  | { readonly kind: 'ready' }
  | { readonly kind: 'result'; readonly id: string; readonly result: string }
  | {
      readonly kind: 'failure';
      readonly id: string;
      readonly errorType: string;
      readonly errorMessage: string;
      readonly trace: string;
    };
