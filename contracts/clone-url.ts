/**
 * Separates the login in a clone_url, the part before the `@`, from its address. The login is a secret, also without a password: a
 * user name may be a token. The user name of ssh (`git@…`) is no secret; a password after it is one.
 * Example: `https://ghp_x@git.acme.io/a.git` → address `https://git.acme.io/a.git`, shown `https://***@git.acme.io/a.git`.
 */
export interface CloneUrl {
  /** Without the secret part. */
  readonly address: string;
  /** With `***` in place of the secret part: people may see it. */
  readonly shown: string;
  /** The secret part as it is written, not decoded; undefined where there is none. */
  readonly login: { readonly text: string; readonly user: string; readonly password: string | undefined } | undefined;
}

/** The authority ends where git and curl end it. All that stands before its last `@` may be secret. */
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

/** The problem of a clone_url in words that follow its name (`must …`); undefined if there is none. */
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
