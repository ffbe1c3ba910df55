/** Asks a runtime for a link to its dashboard. That is no operation of the API: only a runtime on one machine has it. */
import * as z from 'zod';
import { dashboardLink, type DashboardLink } from '../../contracts/page-config.ts';
import { messageOf } from '../../core/text/message-of-error.ts';
import { CliError } from '../cli-error.ts';
import type { Connection } from '../config/connection.ts';
import { exitCodes } from '../exit-code.ts';
import { hints } from './answer-data.ts';
import { patientFetch } from './patient-fetch.ts';

/**
 * @param tell receives lines that are not part of the result
 * @throws CliError when nothing answers, when the token is refused, or when the API is none of "bgagent local"
 */
export async function freshLink(
  { apiUrl, token }: Connection,
  tell: (line: string) => void,
  { debug }: { readonly debug: boolean },
): Promise<DashboardLink> {
  const ask = patientFetch((line) => {
    tell(`bgagent: ${line}`);
  });
  const url = `${apiUrl}/local/codes`;
  const response = await ask(url, { method: 'POST', headers: { authorization: `Bearer ${token}` } }).catch((error: unknown) => {
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
