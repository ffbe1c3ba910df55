/**
 * Reads an entry of `allow_hosts` in worker.yaml: a host name, a name with `*.` before it, or an address, each with a port or without.
 * One form for each thing only, so that an entry allows exactly what it seems to allow.
 * Example: `*.acme.io:8443` → the hosts below acme.io, on port 8443; `0x7f.1` → refused: it is another way to write 127.0.0.1.
 */
export interface AllowedHost {
  /** `name`: that host. `below`: every host whose name ends in `.` and the text. `address`: as it is written most shortly. */
  readonly kind: 'name' | 'below' | 'address';
  /** Lower case, without brackets, without the dot at the end of a name. */
  readonly text: string;
  /** Undefined: every port. */
  readonly port: number | undefined;
}

export type ReadHost = { readonly ok: true; readonly host: AllowedHost } | { readonly ok: false; readonly problem: string };

export function readAllowedHost(entry: string): ReadHost {
  const problem = problemOfForm(entry);
  if (problem !== undefined) return refused(problem);
  const { below, given, port } = parts(entry);
  const number = port === undefined ? undefined : Number(port);
  if (number !== undefined && !(number >= 1 && number <= 65_535)) return refused('must have a port from 1 to 65535');
  const text = plainHost(given);
  if (text === undefined) return refused('must be a host name, "*." before one, or an IP address');
  if (!text.includes(':') && text.split('.').includes('')) {
    return refused('must have no empty part: for all hosts below a name write *.acme.io');
  }
  const isAddress = isAddressText(text);
  if (below) {
    return isAddress ? refused('must have a name after "*."') : { ok: true, host: { kind: 'below', text, port: number } };
  }
  const written = given.toLowerCase().replace(/^\[(.*)\]$/, '$1');
  if (isAddress && written !== text) return refused(`must be written as ${text}`);
  return { ok: true, host: { kind: isAddress ? 'address' : 'name', text, port: number } };
}

const refused = (problem: string): ReadHost => ({ ok: false, problem });

function problemOfForm(entry: string): string | undefined {
  if (entry === '*') return 'must not be "*": to reach every public host, write network: on';
  if (/[\s\p{C}]/u.test(entry)) return 'must not hold spaces or control characters';
  if (entry.includes('://')) return 'must be a host, not a URL: leave out the scheme and the path';
  if (/\/\d+$/.test(entry)) return 'must be one host: a range of addresses is not taken';
  if (/[/?#@\\%]/.test(entry)) return 'must be a host alone, without path and user';
  if (entry.replace(/^\*\./, '').includes('*')) return 'may have "*" only at its beginning, as in *.acme.io';
  return undefined;
}

interface Parts {
  readonly below: boolean;
  readonly given: string;
  readonly port: string | undefined;
}

function parts(entry: string): Parts {
  const below = entry.startsWith('*.');
  const rest = below ? entry.slice(2) : entry;
  // An IPv6 address has colons of its own, so only brackets separate it from a port.
  const bare = /^[^:[\]]*(?::[^:[\]]*){2,}$/.test(rest);
  const [, given = rest, port] = (bare ? undefined : /^(\[[^\]]*\]|[^:[\]]*):(\d{1,6})$/.exec(rest)) ?? [];
  return { below, given: bare ? `[${rest}]` : given, port };
}

/**
 * A host as all its spellings are: lower case, other alphabets encoded, an address in its shortest form, an IPv6 address without brackets.
 * @returns undefined for what is no host
 */
export function plainHost(given: string): string | undefined {
  // Nothing but a host: no port, path or user.
  if (!/^(?:\[[^\]/?#@\\]*\]|[^:/?#@\\[\]]+)$/.test(given)) return undefined;
  const url = `http://${given}/`;
  if (!URL.canParse(url)) return undefined;
  const text = new URL(url).hostname.replace(/^\[(.*)\]$/, '$1').replace(/\.$/, '');
  return text === '' ? undefined : text;
}

/** @param text as `plainHost` answers it */
export const isAddressText = (text: string): boolean => text.includes(':') || /^\d{1,3}(?:\.\d{1,3}){3}$/.test(text);
