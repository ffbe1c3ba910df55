/** How git gets the login of a remote: asked for by `askpass.sh`, which answers for the remote's own scheme, host and port. */
import { fileURLToPath } from 'node:url';
import type { Login } from './remote.ts';

const askpass = fileURLToPath(new URL('askpass.sh', import.meta.url));

/** Without a login git's own credential helper is asked, and nobody else. */
export const noLogin = { GIT_ASKPASS: '', SSH_ASKPASS: '' };

/** With a login of its own no credential helper is asked, and none is told to keep the token; the question names no path. */
export const loginSettings = ({ origin }: Login): readonly string[] => [
  'credential.helper=',
  `credential.${origin}.helper=`,
  `credential.${origin}.useHttpPath=false`,
];

export function loginVariables({ origin, user, password }: Login): Record<string, string> {
  const [scheme = '', host = ''] = origin.split('://');
  const place = (name: string): string => `${scheme}://${name === '' ? '' : `${name}@`}${host}`;
  return {
    GIT_ASKPASS: askpass,
    BGAGENT_GIT_ORIGIN: origin,
    BGAGENT_GIT_USER: user,
    BGAGENT_GIT_PASSWORD: password,
    BGAGENT_GIT_LOGIN: place(user),
    BGAGENT_GIT_LOGIN_ENCODED: place(encoded(user)),
  };
}

/** As git encodes it: everything but what RFC 3986 calls unreserved. */
const encoded = (text: string): string =>
  encodeURIComponent(text).replaceAll(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16)}`);
