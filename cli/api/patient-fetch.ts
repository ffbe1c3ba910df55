/** Repeats a request to the API that got no answer, or an answer that asks to come again later. */
import pRetry from 'p-retry';

const retries = 3;
const temporaryStatuses: ReadonlySet<number> = new Set([429, 502, 503, 504]);
const longestWaitS = 10;
/** A request that is to come again later than this is not repeated: the answer says what is the matter. */
const longestPatienceS = 300;
const answerWithinMs = 60_000;

/** The API answered that it cannot serve the request now. */
class AskedForPatience extends Error {
  readonly response: Response;
  constructor(response: Response) {
    super(`the API answered ${response.status}`);
    this.response = response;
  }
}

/**
 * `fetch` that tries again. Every request of the CLI may be repeated: it reads, or carries an Idempotency-Key, or has the same
 * result when it is done twice. The answer or error of the last try is the result.
 * @param warn receives a line before a repetition
 */
export function patientFetch(warn: (line: string) => void): typeof fetch {
  return async (input, init) => {
    try {
      return await pRetry(() => fetchOnce(input, init), {
        retries,
        minTimeout: 200,
        shouldRetry: () => init?.signal?.aborted !== true,
        onFailedAttempt: ({ error, retriesLeft }) => {
          if (error instanceof AskedForPatience && retriesLeft > 0) warn(`${error.message}; trying again.`);
        },
      });
    } catch (error) {
      if (error instanceof AskedForPatience) return error.response;
      throw error;
    }
  };
}

async function fetchOnce(input: Parameters<typeof fetch>[0], init: RequestInit | undefined): Promise<Response> {
  const limit = AbortSignal.timeout(answerWithinMs);
  const signal = init?.signal ? AbortSignal.any([init.signal, limit]) : limit;
  const response = await fetch(input, { ...init, signal }).catch((error: unknown) => {
    // p-retry does not repeat a TypeError that it takes for a programming error. fetch throws one when the network fails.
    throw new Error('fetch failed', { cause: error instanceof Error && error.cause instanceof Error ? error.cause : error });
  });
  if (!temporaryStatuses.has(response.status)) return response;
  const askedS = Number(response.headers.get('retry-after') ?? 0) || 0;
  if (askedS > longestPatienceS) return response;
  if (askedS > 0) await new Promise((resolve) => setTimeout(resolve, Math.min(askedS, longestWaitS) * 1_000));
  throw new AskedForPatience(response);
}
