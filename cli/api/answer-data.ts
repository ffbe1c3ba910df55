/** Turns an answer of the API into its data, or into the error that the command ends with. */
import type { ClientAnswer, ClientError } from '../../contracts/http/client.ts';
import type { DetailCode } from '../../contracts/http/errors.ts';
import { CliError } from '../cli-error.ts';
import { type ExitCode, exitCodes } from '../exit-code.ts';

/** @throws CliError when the API answered with an error */
export function answerData<T>(answer: ClientAnswer<T>): T {
  if (answer.ok) return answer.data;
  throw errorOfAnswer(answer.error);
}

/** The error of the API with a hint on what to do, and its problems as details. */
export function errorOfAnswer(error: ClientError): CliError {
  const all: Partial<Record<ClientError['code'], string>> = hints;
  const hint = all[error.code];
  const message = hint === undefined ? error.message : `${error.message.replace(/\.$/, '')}. ${hint}`;
  const details = error.details
    .filter((detail, _, all) => all.length > 1 || !error.message.startsWith(detail.message))
    .map(({ path, code, message: what }) => (code === andMore ? what : `${path === '' ? '/' : path}: ${what}`));
  return new CliError(message, exitOfCode(error.code), details);
}

/** Code of the last problem in an answer that does not list all problems; its path says nothing. */
const andMore: DetailCode = 'MORE_PROBLEMS';

/** What to do about an error of the API. */
export const hints = {
  UNREACHABLE:
    'Start it with "bgagent local", choose another API with "bgagent configure --api-url URL", or run "bgagent doctor".',
  ISSUER_UNREACHABLE: 'The request was not sent to the API: try again when the issuer answers.',
  UNAUTHORIZED: 'Sign in again with "bgagent login"; or set BGAGENT_TOKEN, or start "bgagent local" again.',
  VERSION_MISMATCH: 'See the fleet with "bgagent fleet status", then repeat the command if it is still right.',
  REPO_NOT_ONBOARDED:
    'Onboard with "bgagent repo onboard", or many with "repo import"; or leave such repositories out with --unonboarded skip.',
} satisfies Partial<Record<ClientError['code'], string>>;

/** The exit code for an error code of the API. */
export function exitOfCode(code: string): ExitCode {
  if (code === 'UNAUTHORIZED') return exitCodes.notSignedIn;
  return code.endsWith('_NOT_FOUND') ? exitCodes.notFound : exitCodes.error;
}
