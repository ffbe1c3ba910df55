/** The error that a sign-in ends with when the issuer grants nothing, with what to do about it. */
import { CliError } from '../cli-error.ts';
import { exitCodes } from '../exit-code.ts';
import { troubleOf } from './issuer-trouble.ts';
import type { OpenIssuer } from './open-issuer.ts';
import type { SignInPlan } from './sign-in-plan.ts';

const settingHint = 'Ask who runs the API to correct the setting auth.cli (scope, parameters).';
const againHint = 'It took too long, or was used before: run "bgagent login" again.';

/** @param error what openid-client threw, or a CliError already */
export function refusalOf({ issuer, client }: SignInPlan, open: OpenIssuer, error: unknown): CliError {
  if (error instanceof CliError) return error;
  const clock = open.clockTrouble();
  const details = clock === undefined ? [] : [clock];
  const { kind, code, sentence } = troubleOf(issuer, error);
  if (kind === 'outage') return new CliError(`${sentence}. Try again later; nothing was changed.`, exitCodes.error, details);
  if (code === 'access_denied') {
    return new CliError('the sign-in was refused or cancelled at the issuer: nothing was changed.', exitCodes.notSignedIn);
  }
  const todo =
    kind === 'refused'
      ? hintOf(code, client.client_id)
      : 'Run "bgagent login" again; if it stays so, show this to who runs the issuer.';
  return new CliError(`${sentence}. ${todo}`, exitCodes.notSignedIn, details);
}

const hints: Partial<Record<string, string>> = {
  invalid_scope: settingHint,
  invalid_target: settingHint,
  expired_token: againHint,
  invalid_grant: againHint,
};

function hintOf(code: string | undefined, clientId: string): string {
  if (code === 'invalid_client' || code === 'unauthorized_client') {
    return `Ask who runs the issuer: the client ${clientId} must be public, and may need this way of signing in allowed.`;
  }
  return hints[code ?? ''] ?? 'Run "bgagent login" again, or show this to who runs the issuer.';
}
