/** Reads a fleet again and again until it ends, waits for a person, the time is up, or the caller stops. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { ClientAnswer } from '../../contracts/http/client.ts';
import type { FleetView } from '../../contracts/http/fleet.ts';
import { errorOfAnswer } from '../api/answer-data.ts';
import type { Api } from '../api/open-api.ts';
import { type ExitCode, exitCodeOf, exitCodes } from '../exit-code.ts';

export interface FollowOptions {
  /** Ends the following, as Ctrl-C does. */
  readonly signal: AbortSignal;
  /** Epoch ms; the following ends then. */
  readonly deadline?: number | undefined;
  /** True: goes on while the fleet waits for a person, who may decide in another terminal. */
  readonly throughPauses: boolean;
  /** Called with the fleet at first and after each change. */
  readonly onChange: (fleet: FleetView) => void | Promise<void>;
  /** Called once when the API stops answering, and once when it answers again. */
  readonly onOutage: (sentence: string) => void;
}

const firstPauseMs = 500;
const longestPauseMs = 5_000;
/** Long enough for a restart of the API. */
const longestOutageMs = 300_000;

/**
 * Returns the exit code for the way it ended. The pause between two requests grows from half a second to five seconds while nothing
 * changes; an unchanged fleet is answered with 304, without a body.
 * @throws CliError when the fleet cannot be read
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

/** Reports the start and the end of an outage. Throws for any other error, and for an outage that lasts too long. */
function outageWatch(tell: (sentence: string) => void): (answer: ClientAnswer<unknown>) => void {
  let since: number | undefined;
  let silent = 'API';
  return (answer) => {
    if (answer.ok || answer.status === notModified) {
      if (since !== undefined) tell(`The ${silent} answers again.`);
      since = undefined;
      return;
    }
    if (!isOutage(answer.status) || Date.now() - (since ?? Date.now()) > longestOutageMs) throw errorOfAnswer(answer.error);
    if (since === undefined) tell(`${answer.error.message} Still trying.`);
    if (since === undefined) silent = answer.error.code === 'ISSUER_UNREACHABLE' ? 'issuer' : 'API';
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
