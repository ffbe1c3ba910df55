/** Sends a command to a fleet and waits for the fleet's verdict on it. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { ClientAnswer } from '../../contracts/http/client.ts';
import type { FleetView } from '../../contracts/http/fleet.ts';
import type { CommandView } from '../../contracts/http/command.ts';
import { errorOfAnswer, exitOfCode } from '../api/answer-data.ts';
import { type Api, dataOf } from '../api/open-api.ts';
import { CliError } from '../cli-error.ts';
import { exitCodes } from '../exit-code.ts';

type Verdict = NonNullable<CommandView['verdict']>;
type Undecided = Pick<CommandView, 'command_id' | 'fleet_id'>;

/** The verdict on a command, and the fleet after it. */
export interface Steered {
  readonly fleet: FleetView;
  /** Null when the command took effect but the verdict could not be read. */
  readonly verdict: Verdict | null;
}

/** The API waits some seconds for the verdict. After that, the verdict is asked for this often and this long. */
const askEveryMs = 500;
const longestWaitMs = 120_000;

/**
 * @param sent the answer to the command
 * @param onWait called once when the verdict has to be waited for
 * @throws CliError when the fleet refuses, with the reason and the commands that are possible now; with exit code 124 when it does not
 *   decide in time
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
  onWait(`The fleet has not decided on command ${command_id} yet; waiting.`);
  const verdict = await awaitVerdict(api, answer.data);
  if (verdict.result === 'refused') throw refusal(verdict);
  return { fleet: await dataOf(api.client.getFleet({ params: { fleet_id } })), verdict };
}

/** The verdict on a command that took effect; the Location header names the command. Null when it cannot be read. */
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
  throw new CliError(
    `the fleet has not decided on command ${command_id} yet, and still may: see "bgagent fleet log ${fleet_id}".`,
    exitCodes.timeout,
  );
}

const refusal = ({ code, message }: Verdict): CliError =>
  new CliError(message ?? 'the fleet refused the command.', exitOfCode(code ?? ''));
