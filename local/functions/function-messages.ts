/** What the runtime and the thread of a function tell each other. Payloads travel as JSON text, as they do on AWS. */
export interface ThreadSettings {
  /** The bundle. */
  readonly file: string;
  /** Its export. */
  readonly handler: string;
  readonly functionName: string;
}

export interface Invocation {
  readonly id: string;
  readonly event: string;
  /** Epoch milliseconds at which the invocation is given up. */
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
