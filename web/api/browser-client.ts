/** The typed client of the API as the page uses it: on its own origin, signed in by a cookie that no script can read. */
import { csrfHeader } from '../../contracts/page-config.ts';
import { createClient, type ClientAnswer, type ClientError } from '../../contracts/http/client.ts';

/** Each request says that it comes from the page: another site's page cannot set the header without being asked for permission. */
const ownFetch: typeof fetch = (input, init) => {
  const headers = new Headers(init?.headers);
  headers.set(csrfHeader, '1');
  return fetch(input, { ...init, headers });
};

export const client = createClient({ baseUrl: '', fetch: ownFetch });

/** An answer that is no success, thrown so that a read knows that it failed. */
export class ApiFailure extends Error {
  override readonly name = 'ApiFailure';
  readonly status: number;
  readonly error: ClientError;
  constructor(status: number, error: ClientError) {
    super(error.message);
    this.status = status;
    this.error = error;
  }
}

/** The data of an answer. @throws ApiFailure */
export function unwrap<T>(answer: ClientAnswer<T>): T {
  if (!answer.ok) throw new ApiFailure(answer.status, answer.error);
  return answer.data;
}

/** One page of a list. @throws ApiFailure */
export function unwrapPage<T>(answer: ClientAnswer<T[]>): { readonly items: T[]; readonly next: string | null } {
  if (!answer.ok) throw new ApiFailure(answer.status, answer.error);
  return { items: answer.data, next: answer.pagination?.next_token ?? null };
}

/** A key with which a command, sent again after a lost answer, happens once. */
export const newKey = (): string => crypto.randomUUID();
