import { setTimeout as sleep } from 'node:timers/promises';
import type { ClientAnswer } from '../../contracts/http/client.ts';
import type { FleetView } from '../../contracts/http/fleet.ts';
import type { CommandView } from '../../contracts/http/command.ts';
import { errorOfAnswer, exitOfCode } from '../api/error-of-answer.ts';
import { type Api, dataOf } from '../api/open-api.ts';
import { CliError } from '../cli-error.ts';
import { exitCodes } from '../exit-code.ts';

type Verdict = NonNullable<CommandView['verdict']>;
type Undecided = Pick<CommandView, 'command_id' | 'fleet_id'>;

/** What became of a command, and the fleet as it is after it. */
export interface Steered {
  readonly fleet: FleetView;
  /** Null where it could not be read although the command took effect. */
  readonly verdict: Verdict | null;
}

/** The API answers after some seconds at the latest; then the verdict is asked for. */
const askEveryMs = 500;
const longestWaitMs = 120_000;

/**
 * Waits for the verdict on a command that was sent.
 * @param onWait told once, where the fleet takes its time
 * @throws CliError where the fleet refuses, saying why and what is possible now; exit 124 where it does not decide
 */
export async function steerFleet(
  api: Api,
  sent: Promise<ClientAnswer<FleetView | Undecided>>,
  onWait: (sentence: string) => void,
): Promise<Steered> {
  const answer = await sent;
  if (!answer.ok) throw errorOfAnswer(answer.error);
  if ('status' in answer.data) return { fleet: answer.data, verdict: await verdictAt(api, answer.data, answer.headers) };
  const { command_id, fleet_id } = answer.data;
  onWait(`The fleet has not decided yet (command ${command_id}); waiting for it.`);
  const verdict = await awaitVerdict(api, answer.data);
  if (verdict.result === 'refused') throw refusal(verdict);
  return { fleet: await dataOf(api.client.getFleet({ params: { fleet_id } })), verdict };
}

/** Of a command that took effect; it is the Location of its answer. Not worth failing for. */
async function verdictAt(api: Api, { fleet_id }: FleetView, headers: Headers): Promise<Verdict | null> {
  const command_id = /\/commands\/(\w+)$/.exec(headers.get('location') ?? '')?.[1];
  if (command_id === undefined) return null;
  const answer = await api.client.getCommand({ params: { fleet_id, command_id } });
  return answer.ok ? answer.data.verdict : null;
}

async function awaitVerdict(api: Api, { fleet_id, command_id }: Undecided): Promise<Verdict> {
  const end = Date.now() + longestWaitMs;
  do {
    const { verdict } = await dataOf(api.client.getCommand({ params: { fleet_id, command_id } }));
    if (verdict) return verdict;
    await sleep(askEveryMs);
  } while (Date.now() < end);
  const look = `look again with "bgagent fleet log ${fleet_id}"`;
  throw new CliError(
    `the fleet has not decided on command ${command_id} yet: it will, or refuse it as stale; ${look}.`,
    exitCodes.timeout,
  );
}

const refusal = ({ code, message }: Verdict): CliError =>
  new CliError(message ?? 'the fleet refused the command.', exitOfCode(code ?? ''));
