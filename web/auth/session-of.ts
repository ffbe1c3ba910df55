/** What differs between a page on one machine and one on AWS: how one signs in and out, and what goes with a request. */
import type { Cell } from '../cell.ts';

export interface Session {
  /** Sends a request with what says who asks. */
  readonly fetch: typeof fetch;
  /** False once the API has refused a request because nobody is signed in. */
  readonly signedIn: Cell<boolean>;
  /** What a person has to do to sign in, as sentences. */
  readonly how: string;
  /** Signs in with what a person has typed. @returns why it did not work; undefined: it did */
  readonly signIn: (typed: string) => Promise<string | undefined>;
  /** @returns why it did not work; undefined: it did */
  readonly signOut: () => Promise<string | undefined>;
}
