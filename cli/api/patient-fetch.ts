import pRetry from 'p-retry';

/** How often a request is repeated that got no answer, or one that asks for patience. */
const retries = 3;
const mayComeRight: ReadonlySet<number> = new Set([429, 502, 503, 504]);
const longestWaitS = 10;
const answerWithinMs = 60_000;

/** The service asked to come again later. */
class AskedForPatience extends Error {
  readonly response: Response;
  constructor(response: Response) {
    super(`the service answered ${response.status}`);
    this.response = response;
  }
}

/**
 * `fetch` that tries again. Everything the CLI sends may be repeated: reads, and changes that carry one Idempotency-Key
 * or come to the same when done twice. After the last try it answers or throws what that one did.
 */
export function patientFetch(warn: (line: string) => void): typeof fetch {
  return async (input, init) => {
    try {
      return await pRetry(() => fetchOnce(input, init), {
        retries,
        minTimeout: 200,
        shouldRetry: () => init?.signal?.aborted !== true,
        onFailedAttempt: ({ error, retriesLeft }) => {
          if (error instanceof AskedForPatience && retriesLeft > 0) warn(`${error.message}, trying again`);
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
    // pRetry takes some TypeErrors for programming errors; whatever fetch throws here is the network's doing.
    throw new Error('fetch failed', { cause: error instanceof Error && error.cause instanceof Error ? error.cause : error });
  });
  if (!mayComeRight.has(response.status)) return response;
  await waitAsAsked(response.headers.get('retry-after'));
  throw new AskedForPatience(response);
}

async function waitAsAsked(retryAfter: string | null): Promise<void> {
  const seconds = Math.min(Number(retryAfter ?? 0) || 0, longestWaitS);
  if (seconds > 0) await new Promise((resolve) => setTimeout(resolve, seconds * 1_000));
}
