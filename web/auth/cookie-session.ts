/** A session on one machine: a link that works once, then a cookie that no script can read. */
import * as z from 'zod';
import { jsonOrUndefined } from '../../core/text/json-or-undefined.ts';
import { csrfHeader } from '../../contracts/page-config.ts';
import type { Cell } from '../cell.ts';
import type { Session } from './session-of.ts';

const refusal = z.object({ error: z.object({ message: z.string() }) });

/** @param send sends a request as it is */
export function cookieSession(send: typeof fetch, signedIn: Cell<boolean>): Session {
  /** Says that the request comes from the page: another site's page cannot set the header without being asked for permission. */
  const own: typeof fetch = (input, init) => {
    const headers = new Headers(init?.headers);
    headers.set(csrfHeader, '1');
    return send(input, { ...init, headers });
  };
  const ask = async (path: string, body: object): Promise<string | undefined> => {
    const headers = { 'content-type': 'application/json' };
    try {
      const response = await own(path, { method: 'POST', headers, body: JSON.stringify(body) });
      if (response.ok) return undefined;
      const read = refusal.safeParse(jsonOrUndefined(await response.text()));
      return read.data?.error.message ?? `The service answered ${response.status}.`;
    } catch {
      return 'The service does not answer.';
    }
  };
  return {
    signedIn,
    fetch: async (input, init) => {
      const response = await own(input, init);
      signedIn.set(response.status !== 401);
      return response;
    },
    how: 'Run "bgagent dashboard" in a terminal of this machine: it prints a link that works once. Open it, or paste it here.',
    signIn: async (typed) => {
      const refused = await ask('/local/codes/redeem', { code: typed.trim() });
      if (refused === undefined) signedIn.set(true);
      return refused;
    },
    signOut: async () => {
      const refused = await ask('/local/sign-out', {});
      if (refused === undefined) signedIn.set(false);
      return refused;
    },
  };
}
