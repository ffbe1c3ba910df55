/** How git gets the login of a remote: from `git-login.sh`, which answers for the remote's own scheme, host and port. */
import { fileURLToPath } from 'node:url';
import type { Login } from './remote.ts';

const helper = fileURLToPath(new URL('git-login.sh', import.meta.url));
/** As a word for a shell, whatever folder it is in. */
const quoted = `'${helper.replaceAll("'", String.raw`'\''`)}'`;

/** Nobody is asked but a credential helper: the one of git's user, where the remote has no login of its own. */
export const noQuestions = { GIT_ASKPASS: '', SSH_ASKPASS: '' };

/** With a login of its own no other credential helper is asked, and none is told to keep the token. */
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
