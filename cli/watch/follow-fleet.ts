import { setTimeout as sleep } from 'node:timers/promises';
import type { ClientAnswer } from '../../contracts/http/client.ts';
import type { FleetView } from '../../contracts/http/fleet.ts';
import { errorOfAnswer } from '../api/error-of-answer.ts';
import type { Api } from '../api/open-api.ts';
import { type ExitCode, exitCodeOf, exitCodes } from '../exit-code.ts';

export interface FollowOptions {
  /** Aborted when the person has seen enough. */
  readonly signal: AbortSignal;
  /** Epoch ms; waiting ends then. */
  readonly deadline?: number | undefined;
  /** Goes on while the fleet waits for a person, who is expected to decide elsewhere. */
  readonly throughPauses: boolean;
  /** Told of the fleet at first and whenever it changed. */
  readonly onChange: (fleet: FleetView) => void | Promise<void>;
  /** Told once when the API is away, and once when it is back. */
  readonly onOutage: (sentence: string) => void;
}

const firstPauseMs = 500;
const longestPauseMs = 5_000;
/** Following survives a restart of the API, not its end. */
const longestOutageMs = 300_000;

/**
 * Follows a fleet until it ends or waits for a person, the deadline, or an abort, and says which by exit code. Asks soon
 * after a change and ever more slowly while nothing happens; an unchanged fleet costs a 304.
 * @throws CliError where the fleet cannot be read
 */
export async function followFleet(api: Api, fleetId: string, options: FollowOptions): Promise<ExitCode> {
  const outage = outageWatch(options.onOutage);
  let pause = firstPauseMs;
  let etag: string | undefined;
  for (;;) {
    const answer = await look(api, fleetId, etag, options.signal);
    if (options.signal.aborted) return exitCodes.interrupted;
    outage(answer);
    if (answer.ok) {
      etag = answer.headers.get('etag') ?? undefined;
      pause = firstPauseMs;
      await options.onChange(answer.data);
      const end = exitCodeOf(answer.data, true);
      if (end !== undefined && !(end === exitCodes.waitsForPerson && options.throughPauses)) return end;
    }
    if (Date.now() >= (options.deadline ?? Infinity)) return exitCodes.timeout;
    await nap(Math.min(pause, (options.deadline ?? Infinity) - Date.now()), options.signal);
    pause = Math.min(pause * 1.5, longestPauseMs);
  }
}

/** Tells when the API goes away and comes back; throws what is no outage, and an outage that lasts too long. */
function outageWatch(tell: (sentence: string) => void): (answer: ClientAnswer<unknown>) => void {
  let since: number | undefined;
  return (answer) => {
    if (answer.ok || answer.status === notModified) {
      if (since !== undefined) tell('The API answers again.');
      since = undefined;
      return;
    }
    if (!isOutage(answer.status) || Date.now() - (since ?? Date.now()) > longestOutageMs) throw errorOfAnswer(answer.error);
    if (since === undefined) tell(`${answer.error.message} Still trying.`);
    since ??= Date.now();
  };
}

const notModified = 304;
const look = (api: Api, fleet_id: string, etag: string | undefined, signal: AbortSignal) =>
  api.client.getFleet({ params: { fleet_id }, signal, ...(etag === undefined ? {} : { headers: { 'if-none-match': etag } }) });

const isOutage = (status: number): boolean => status === 0 || status === 429 || status >= 500;

const nap = async (ms: number, signal: AbortSignal): Promise<void> => {
  await sleep(Math.max(0, ms), undefined, { signal }).catch(() => undefined);
};
