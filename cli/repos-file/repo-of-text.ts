/** Reads the name of a repository as a person writes it: `owner/name`, or an address on github.com. */
import { repoPattern } from '../../contracts/fields.ts';

export type RepoOfText = { readonly ok: true; readonly repo: string } | { readonly ok: false; readonly message: string };

const githubAddress = /^(?:https?:\/\/|ssh:\/\/git@)github\.com\/|^git@github\.com:/i;
const otherAddress = /^[a-z][a-z0-9+.-]*:\/\/|^[^/\s@]+@[^/\s]+:/i;

/** `https://github.com/acme/auth.git` → `acme/auth`; an address elsewhere is an error that says what to do. */
export function repoOfText(text: string): RepoOfText {
  const address = githubAddress.exec(text);
  if (!address && otherAddress.test(text)) {
    return {
      ok: false,
      message: `"${text}" is not on github.com: onboard the repository with --clone-url, and write its owner/name here`,
    };
  }
  const repo = address ? withoutSuffix(text.slice(address[0].length)) : text;
  if (repoPattern.test(repo)) return { ok: true, repo };
  return { ok: false, message: `"${text}" is not a repository: write owner/name, for example acme/payments` };
}

const withoutSuffix = (path: string): string => path.replace(/\/$/, '').replace(/\.git$/i, '');
