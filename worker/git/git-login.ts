/** Gives git the login of a remote by the credential helper `git-login.sh`, which answers only for the remote's own scheme, host and port. */
import { fileURLToPath } from 'node:url';
import type { Login } from './remote.ts';

const helper = fileURLToPath(new URL('git-login.sh', import.meta.url));
/** Quoted for a shell, because the path may hold any character. */
const quoted = `'${helper.replaceAll("'", String.raw`'\''`)}'`;

/** Git asks no askpass program, only a credential helper: its user's own, if the remote has no login. */
export const noQuestions = { GIT_ASKPASS: '', SSH_ASKPASS: '' };

/** Switches off all other credential helpers: none of them is asked, and none stores the token. */
export const loginSettings = ({ origin }: Login): readonly string[] => [
  'credential.helper=',
  `credential.${origin}.helper=`,
  `credential.helper=!${quoted}`,
];

export const loginVariables = ({ origin, user, password }: Login): Record<string, string> => ({
  BGAGENT_GIT_ORIGIN: origin,
  BGAGENT_GIT_USER: user,
  BGAGENT_GIT_PASSWORD: password,
});
