/** How the page is signed in. This is the one difference between a page on one machine and one on AWS. */
import { Cell } from '../parts/cell.ts';
import { cookieSession } from './cookie-session.ts';

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

export const session: Session = cookieSession(fetch.bind(globalThis), new Cell(true));
