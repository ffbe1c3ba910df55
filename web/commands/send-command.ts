/**
 * Sends a command and tells what became of it. One that was sent again with the same key, after an answer that was lost, happens once.
 * Nothing here is shown before the fleet has decided.
 */
import type { Client, ClientError } from '../../contracts/http/client.ts';
import type { CommandView } from '../../contracts/http/command.ts';
import type { FleetView } from '../../contracts/http/fleet.ts';
import type { CommandRequest } from './body-of.ts';

type Verdict = NonNullable<CommandView['verdict']>;

export type Outcome =
  /** `verdict`: null where the command took effect, but the verdict could not be read. */
  | { readonly kind: 'done'; readonly fleet: FleetView; readonly verdict: Verdict | null }
  | { readonly kind: 'undecided'; readonly commandId: string }
  /** The fleet has another revision than the person saw. Nothing was done. */
  | { readonly kind: 'changed' }
  /** `done`: the first of two commands took effect, the second was refused. */
  | { readonly kind: 'refused'; readonly error: ClientError; readonly done: FleetView | null }
  /** The body has problems that a person can mend. */
  | { readonly kind: 'invalid'; readonly error: ClientError }
  | { readonly kind: 'signed-out' }
  /** It is not known whether it happened. */
  | { readonly kind: 'lost'; readonly error: ClientError };

interface Sending {
  readonly client: Client;
  readonly fleet: Pick<FleetView, 'fleet_id' | 'revision'>;
  readonly requests: readonly CommandRequest[];
  readonly key: string;
}

/** @param sending a second request is sent with the revision that the first answered */
export async function sendCommand({ client, fleet, requests, key }: Sending): Promise<Outcome> {
  let { revision } = fleet;
  let last: Outcome | undefined;
  for (const [at, request] of requests.entries()) {
    const outcome = await sendOne(client, request, {
      fleetId: fleet.fleet_id,
      revision,
      key: at === 0 ? key : `${key}-${at + 1}`,
    });
    if (outcome.kind !== 'done') return last?.kind === 'done' ? half(outcome, last.fleet) : outcome;
    last = outcome;
    revision = outcome.fleet.revision;
  }
  if (last === undefined) throw new Error('A command consists of one request at least.');
  return last;
}

const refusedAfter = (done: FleetView, error: Pick<ClientError, 'code' | 'message'>): Outcome => ({
  kind: 'refused',
  error: { request_id: null, details: [], retry_after_s: null, ...error },
  done,
});

/** The first command took effect: the dialog must not offer the whole again. */
function half(outcome: Exclude<Outcome, { kind: 'done' }>, done: FleetView): Outcome {
  if (outcome.kind === 'refused') return { ...outcome, done };
  if (outcome.kind === 'changed') {
    return refusedAfter(done, { code: 'VERSION_MISMATCH', message: 'The fleet changed between the two commands.' });
  }
  if (outcome.kind === 'invalid') return { kind: 'refused', error: outcome.error, done };
  return outcome;
}

async function sendOne(
  client: Client,
  request: CommandRequest,
  errand: { readonly fleetId: string; readonly revision: number; readonly key: string },
): Promise<Outcome> {
  const answer = await request.send({ client, ...errand });
  if (!answer.ok) return failureOf(answer.status, answer.error);
  if (!('status' in answer.data)) return { kind: 'undecided', commandId: answer.data.command_id };
  return { kind: 'done', fleet: answer.data, verdict: await verdictAt(client, errand.fleetId, answer.headers) };
}

function failureOf(status: number, error: ClientError): Outcome {
  if (status === 401) return { kind: 'signed-out' };
  if (status === 412) return { kind: 'changed' };
  if (status === 400) return { kind: 'invalid', error };
  // An answer of 429 or 5xx, or none: the same key is safe to send again.
  const isLost = status === 0 || status === 429 || status >= 500 || error.code === 'UNEXPECTED_ANSWER';
  return isLost ? { kind: 'lost', error } : { kind: 'refused', error, done: null };
}

/** The Location header names the command. */
async function verdictAt(client: Client, fleet_id: string, headers: Headers): Promise<Verdict | null> {
  const command_id = /\/commands\/(\w+)$/.exec(headers.get('location') ?? '')?.[1];
  if (command_id === undefined) return null;
  const answer = await client.getCommand({ params: { fleet_id, command_id } });
  return answer.ok ? answer.data.verdict : null;
}

interface Waiting {
  readonly client: Client;
  readonly fleetId: string;
  readonly commandId: string;
  readonly everyMs: number;
  readonly mostMs: number;
  readonly sleep: (ms: number) => Promise<void>;
}

/** Asks for the verdict on a command until it is there; null: it was not in time. A failure of the network is asked again. */
export async function awaitVerdict({ client, fleetId, commandId, everyMs, mostMs, sleep }: Waiting): Promise<Verdict | null> {
  for (let waited = 0; waited < mostMs; waited += everyMs) {
    await sleep(everyMs);
    const answer = await client.getCommand({ params: { fleet_id: fleetId, command_id: commandId } });
    if (answer.ok && answer.data.verdict !== null) return answer.data.verdict;
  }
  return null;
}
