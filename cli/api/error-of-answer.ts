import type { ClientError } from '../../contracts/http/client.ts';
import type { DetailCode } from '../../contracts/http/errors.ts';
import { CliError } from '../cli-error.ts';
import { type ExitCode, exitCodes } from '../exit-code.ts';

/** What an answer that is not the asked-for one means for the person at the terminal. */
export function errorOfAnswer(error: ClientError): CliError {
  const hint = hints[error.code];
  const message = hint === undefined ? error.message : `${error.message.replace(/\.$/, '')}. ${hint}`;
  const details = error.details
    .filter((detail, _, all) => all.length > 1 || !error.message.startsWith(detail.message))
    .map(({ path, code, message: what }) => (code === andMore ? what : `${path === '' ? '/' : path}: ${what}`));
  return new CliError(message, exitOfCode(error.code), details);
}

/** Code of the last one, where there are more than the API tells. */
const andMore: DetailCode = 'MORE_PROBLEMS';

const hints: Partial<Record<ClientError['code'], string>> = {
  UNREACHABLE: 'Start one with "bgagent local", name another with "bgagent configure --api-url URL", or ask "bgagent doctor".',
  UNAUTHORIZED: 'Sign in again: set BGAGENT_TOKEN, run "bgagent configure --token -", or start "bgagent local" again.',
  VERSION_MISMATCH: 'Look at it with "bgagent fleet status", and ask again if it still fits.',
  REPO_NOT_ONBOARDED: 'See "bgagent repo onboard --help" and --unonboarded skip.',
};

/** Exit code of a refusal. */
export function exitOfCode(code: string): ExitCode {
  if (code === 'UNAUTHORIZED') return exitCodes.notSignedIn;
  return code.endsWith('_NOT_FOUND') ? exitCodes.notFound : exitCodes.error;
}
