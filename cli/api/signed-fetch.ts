/** `fetch` to the API with the caller's token: renewed before it ends, and once more where the API refuses it. */
import type { TokenSource } from '../sign-in/token-source.ts';

/**
 * @param send sends a request with its patience
 * @returns a `fetch` that throws NotSent when there is no token to send
 */
export function signedFetch(tokens: TokenSource, send: typeof fetch): typeof fetch {
  const sendWith = async (token: string, ...[input, init]: Parameters<typeof fetch>): Promise<Response> => {
    const headers = new Headers(init?.headers);
    headers.set('authorization', `Bearer ${token}`);
    return await send(input, { ...init, headers });
  };
  return async (input, init) => {
    const token = await tokens.next();
    const response = await sendWith(token, input, init);
    if (response.status !== 401) return response;
    const another = await tokens.afterRefusal(token);
    if (another === undefined) return response;
    await response.body?.cancel();
    return await sendWith(another, input, init);
  };
}
