/**
 * The cookie of a browser that opened a link: `<issued at>.<sign-in>.<HMAC>`. The HMAC covers the folder and the port of the
 * runtime, so the cookie of another runtime, or of another port, is refused. Cookies of one host go to all its ports, so the
 * port is in the name: two runtimes in one browser do not replace each other's.
 */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/** How long a browser stays signed in, in seconds. */
export const signInLifeS = 30 * 24 * 3_600;
const valuePattern = /^([0-9a-z]{1,10})\.([\w-]{22})\.([\w-]{43})$/;
const ownNames = /^bgagent-\d+=/;

/** The runtime that a cookie is for. */
export interface SignInsOf {
  /** The secret of the runtime's folder. */
  readonly secret: string;
  /** The runtime's folder, without links. */
  readonly dir: string;
  readonly port: number;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** One browser that is signed in. */
export interface SignIn {
  readonly id: string;
  /** Seconds since 1970. */
  readonly expiresAtS: number;
}

export interface SignInCookies {
  /** The header Set-Cookie that signs a browser in. */
  issue(): string;
  /** The header Set-Cookie that takes the cookie away. */
  readonly clear: string;
  /** The sign-ins of the good cookies among those of a request: one, where nobody has tampered with the browser. */
  signInsOf(cookieHeader: string | undefined): readonly SignIn[];
}

export function signInCookies({ secret, dir, port, now }: SignInsOf): SignInCookies {
  const name = `bgagent-${port}`;
  const nowS = (): number => Math.floor(now() / 1_000);
  const sign = (issued: string, id: string): string =>
    createHmac('sha256', secret)
      .update(JSON.stringify(['dashboard', dir, port, issued, id]))
      .digest('base64url');
  const attributes = (maxAgeS: number): string => `HttpOnly; SameSite=Strict; Path=/; Max-Age=${maxAgeS}`;
  const read = (value: string): SignIn | undefined => {
    const [, issued, id, mac] = valuePattern.exec(value) ?? [];
    if (issued === undefined || id === undefined || mac === undefined) return undefined;
    // Both are 43 characters of ASCII, as timingSafeEqual needs it.
    if (!timingSafeEqual(Buffer.from(sign(issued, id)), Buffer.from(mac))) return undefined;
    const expiresAtS = parseInt(issued, 36) + signInLifeS;
    return nowS() < expiresAtS ? { id, expiresAtS } : undefined;
  };
  return {
    issue: () => {
      const issued = nowS().toString(36);
      const id = randomBytes(16).toString('base64url');
      return `${name}=${issued}.${id}.${sign(issued, id)}; ${attributes(signInLifeS)}`;
    },
    clear: `${name}=; ${attributes(0)}`,
    signInsOf: (header) =>
      cookiesOf(header)
        .filter((cookie) => cookie.startsWith(`${name}=`))
        .map((cookie) => read(cookie.slice(name.length + 1)))
        .filter((signIn) => signIn !== undefined),
  };
}

/** The cookies of a request without those of the dashboard, also of other ports; undefined when none is left. */
export function withoutSignIns(header: string | undefined): string | undefined {
  const left = cookiesOf(header).filter((cookie) => !ownNames.test(cookie));
  return left.length === 0 ? undefined : left.join('; ');
}

const cookiesOf = (header: string | undefined): readonly string[] => (header === undefined ? [] : header.split(/;\s*/));
