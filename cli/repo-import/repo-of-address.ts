/** Reads which repository an address is the address of. */
import { readCloneUrl } from '../../contracts/clone-url.ts';
import { repoPattern } from '../../contracts/fields.ts';
import { repoOfText } from '../repos-file/repo-of-text.ts';

export type NamedRepo =
  | { readonly ok: true; readonly named: { readonly repo: string; readonly clone_url?: string } }
  | { readonly ok: false; readonly message: string };

const withScheme = /^[a-z][a-z0-9+.-]*:\/\/[^/]*\/(?<path>.*)$/i;
/** As ssh takes it: `git@git.acme.io:acme/auth.git`. */
const ofSsh = /^[^\s/:]+:(?!\/\/)(?<path>.*)$/;
const onGithub = /^https?:\/\/github\.com\//i;

/**
 * `owner/name`, or an address whose path is `owner/name`. The address becomes the clone_url, unless it is the one that the name
 * alone stands for, on github.com. Example: `https://git.acme.io/acme/auth.git` → acme/auth, cloned from there.
 */
export function repoOfAddress(text: string): NamedRepo {
  const path = (withScheme.exec(text) ?? ofSsh.exec(text))?.groups?.['path'];
  if (path === undefined || onGithub.test(text)) {
    const named = repoOfText(text);
    return named.ok ? { ok: true, named: { repo: named.repo } } : named;
  }
  const repo = path
    .replace(/^\//, '')
    .replace(/\/$/, '')
    .replace(/\.git$/i, '');
  if (repoPattern.test(repo)) return { ok: true, named: { repo, clone_url: text } };
  return {
    ok: false,
    message: `the path of ${readCloneUrl(text).shown} is not owner/name: name the repository in the column repo, and its address in clone_url`,
  };
}
