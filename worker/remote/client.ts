/** Calls the API of workers without a role (semantics 34). What may pass by itself is tried again, and then counts as an outage. */
import pRetry from 'p-retry';
import { Unreachable } from '../../adapters/dynamo/outage.ts';
import { clientOf, type ClientAnswer, type ClientOf } from '../../contracts/http/client.ts';
import { workerOperations, type WorkerOperations } from '../../contracts/worker-api.ts';

/** The hold is over, its task has ended, or its token is not valid any more. */
export class HoldLost extends Error {
  override readonly name = 'HoldLost';
}

/** The API refuses the request: the same request will be refused again. */
export class Refused extends Error {
  override readonly name = 'Refused';
}

export interface WorkerClient {
  /** @throws Unreachable (an outage), HoldLost, or Refused */
  readonly ask: <T>(call: (api: ClientOf<WorkerOperations>) => Promise<ClientAnswer<T>>) => Promise<T>;
}

/** Of a token that is not valid, and of a hold that is over. */
const lostStatuses: readonly number[] = [401, 410];

/** Short, because each caller knows for how long it waits in all. Milliseconds. */
const pauses = { retries: 3, minTimeout: 200, maxTimeout: 2_000, factor: 3, randomize: true } as const;

export function createWorkerClient(settings: { readonly baseUrl: string; readonly token: string }): WorkerClient {
  const api = clientOf(workerOperations, { ...settings, fetch: withLimit });
  return {
    ask: (call) =>
      pRetry(async () => dataOf(await call(api)), {
        ...pauses,
        shouldRetry: ({ error }) => error instanceof Unreachable,
      }),
  };
}

function dataOf<T>(answer: ClientAnswer<T>): T {
  if (answer.ok) return answer.data;
  const { status, error } = answer;
  if (status === 0 || status === 429 || status >= 500) throw new Unreachable(error.message);
  if (lostStatuses.includes(status)) throw new HoldLost(error.message);
  throw new Refused([error.message, ...error.details.map(({ message }) => message)].join(' '));
}

/** Milliseconds for one request. API Gateway ends one after 30 s. */
const longestMs = 35_000;

const withLimit: typeof fetch = (input, init) => fetch(input, { ...init, signal: AbortSignal.timeout(longestMs) });
