/**
 * What a clone_url says besides the place: the login before the `@`, which is a secret, also where it has no password.
 * The user name of ssh (`git@…`) is none; a password beside it is.
 * Example: `https://ghp_x@git.acme.io/a.git` → address `https://git.acme.io/a.git`, shown `https://***@git.acme.io/a.git`.
 */
export interface CloneUrl {
  /** Without the secret part. */
  readonly address: string;
  /** With `***` for it: what people may see. */
  readonly shown: string;
  /** The secret part as it was written, percent signs and all; undefined where there is none. */
  readonly login: { readonly text: string; readonly user: string; readonly password: string | undefined } | undefined;
}

/** The authority ends where git and curl end it. Its last `@` counts: what stands before it may be all secret. */
const withScheme = /^(?<before>\s*(?<scheme>[a-z][a-z0-9+.-]*):\/\/)(?<text>[^/?#]*)@(?<after>[^/?#@]*(?:[/?#].*)?)$/is;
const ssh = /^(ssh|git\+ssh|ssh\+git)$/i;

/** @param url any text that `git clone` takes: a URL, `user@host:path`, a path */
export function readCloneUrl(url: string): CloneUrl {
  const { before = '', scheme = '', text, after = '' } = withScheme.exec(url)?.groups ?? {};
  if (text === undefined) return { address: url, shown: url, login: undefined };
  const colon = text.indexOf(':');
  const user = colon === -1 ? text : text.slice(0, colon);
  const password = colon === -1 ? undefined : text.slice(colon + 1);
  if (!ssh.test(scheme)) {
    return { address: `${before}${after}`, shown: `${before}${hidden}@${after}`, login: { text, user, password } };
  }
  const address = `${before}${user}@${after}`;
  if (password === undefined) return { address, shown: address, login: undefined };
  return { address, shown: `${before}${user}:${hidden}@${after}`, login: { text, user, password } };
}

const hidden = '***';

/** What is wrong with a clone_url, as a sentence that goes on after its name: `must …`; undefined if nothing is. */
export function problemOfCloneUrl(url: string): string | undefined {
  const { login } = readCloneUrl(url);
  if (login && [login.user, login.password].includes(hidden)) {
    return 'must be given with its login again: *** only stands for it where it is shown';
  }
  if (!/^\s*[a-z][a-z0-9+.-]*:\/\//i.test(url)) return undefined;
  if (/%(?![0-9a-f]{2})/i.test(url)) return 'must have two hexadecimal digits after each %: write a percent sign itself as %25';
  if (login && !isText(login.text)) {
    return 'must have a login that is text in UTF-8, where it has percent signs, and without control characters';
  }
  return undefined;
}

function isText(encoded: string): boolean {
  try {
    return !/\p{Cc}/u.test(decodeURIComponent(encoded));
  } catch {
    return false;
  }
}
