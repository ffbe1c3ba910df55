/** Asks a runtime for a link to its dashboard. That is no operation of the API: only a runtime on one machine has it. */
import * as z from 'zod';
import { dashboardLink, type DashboardLink } from '../../contracts/page-config.ts';
import { NotSent } from '../../contracts/http/client.ts';
import { messageOf } from '../../core/text/message-of-error.ts';
import { CliError } from '../cli-error.ts';
import type { Connection } from '../config/connection.ts';
import { exitCodes } from '../exit-code.ts';
import { tokenSource } from '../sign-in/token-source.ts';
import { exitOfCode, hints } from './answer-data.ts';
import { patientFetch } from './patient-fetch.ts';
import { signedFetch } from './signed-fetch.ts';

/**
 * @param tell receives lines that are not part of the result
 * @throws CliError when nothing answers, when the token is refused, or when the API is none of "bgagent local"
 */
export async function freshLink(
  connection: Connection,
  tell: (line: string) => void,
  { debug }: { readonly debug: boolean },
): Promise<DashboardLink> {
  const warn = (line: string): void => {
    tell(`bgagent: ${line}`);
  };
  const { apiUrl } = connection;
  const ask = signedFetch(tokenSource(connection, warn), patientFetch(warn));
  const url = `${apiUrl}/local/codes`;
  const response = await ask(url, { method: 'POST' }).catch((error: unknown) => {
    if (error instanceof NotSent) throw new CliError(`${error.message} ${hints[error.code]}`, exitOfCode(error.code));
    throw new CliError(`${apiUrl} cannot be reached (${messageOf(error)}). ${hints.UNREACHABLE}`);
  });
  // The answer holds a secret, so it is not shown.
  if (debug) tell(`> POST ${url}\n> authorization: Bearer ***\n< ${response.status}`);
  if (response.status === 401) {
    throw new CliError(`${apiUrl} refuses the token. ${hints.UNAUTHORIZED}`, exitCodes.notSignedIn);
  }
  const body: unknown = await response.json().catch(() => undefined);
  const parsed = answer.safeParse(body);
  if (response.status === 201 && parsed.success) return parsed.data.data;
  throw new CliError(`${apiUrl} has no dashboard (it answered ${response.status}): only "bgagent local" serves one.`);
}

const answer = z.object({ data: dashboardLink });
