/** The typed client of the API as the page uses it: on its own origin, and signed in as the session says. */
import { createClient, type ClientAnswer } from '../../contracts/http/client.ts';
import { session } from '../auth/session.ts';
import { ApiFailure } from './failures.ts';

export { ApiFailure };

export const client = createClient({ baseUrl: '', fetch: session.fetch });

/** The data of an answer. @throws ApiFailure */
export function unwrap<T>(answer: ClientAnswer<T>): T {
  if (!answer.ok) throw new ApiFailure(answer.status, answer.error);
  return answer.data;
}

export interface Page<T> {
  readonly items: T[];
  /** Null: it is the last one. */
  readonly next: string | null;
}

/** One page of a list. @throws ApiFailure */
export function unwrapPage<T>(answer: ClientAnswer<T[]>): Page<T> {
  if (!answer.ok) throw new ApiFailure(answer.status, answer.error);
  return { items: answer.data, next: answer.pagination?.next_token ?? null };
}

/** A key with which a command, sent again after a lost answer, happens once. */
export const newKey = (): string => crypto.randomUUID();
