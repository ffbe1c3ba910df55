/**
 * Reads which repository an address means. A fleet names repositories by owner and name; the address of one that is not on github.com
 * belongs to its onboarding.
 * Example: https://git.acme.example/org/auth.git → org/auth, elsewhere: https://git.acme.example/org/auth.git.
 */
import { repoPattern } from '../../../contracts/fields.ts';
import { plainLine } from '../../../core/text/plain-text.ts';
import { shorten } from '../../../core/text/shorten.ts';
import { repoOfText } from '../../repos-file/repo-of-text.ts';

export interface RepoOfUrl {
  readonly repo: string;
  /** The address without a login; undefined for a repository on github.com. */
  readonly elsewhere?: string;
}

/** `scheme://[user@]host/path`, and `[user@]host:path`. */
const pathOfAddress = [/^[a-z][a-z0-9+.-]*:\/\/[^/]+\/(.*)$/i, /^[^/\s:]+:(?!\/\/)(.*)$/];

/** The reason, in words, where the address names no owner and name. */
export function repoOfUrl(url: string): RepoOfUrl | string {
  const address = withoutLogin(url.trim());
  const read = repoOfText(address);
  if (read.ok) return { repo: read.repo };
  const path = pathOfAddress.map((pattern) => pattern.exec(address)?.[1]).find((found) => found !== undefined) ?? '';
  const repo = path
    .replace(/^\//, '')
    .replace(/\/$/, '')
    .replace(/\.git$/i, '');
  if (repoPattern.test(repo)) return { repo, elsewhere: address };
  return `${JSON.stringify(shorten(plainLine(address)))} does not end with an owner and a name, such as https://github.com/acme/auth.git: a fleet names its repositories by these.`;
}

/** An address may hold a token, which no message may repeat. The user of an SSH address is none. */
const withoutLogin = (url: string): string =>
  url.replace(/^(https?:\/\/)[^/@]*@/i, '$1').replace(/^([a-z][a-z0-9+.-]*:\/\/[^/@:]*):[^/@]*@/i, '$1@');
