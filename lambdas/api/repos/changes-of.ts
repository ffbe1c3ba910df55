/** Tells what a change of a repository changes, for people. */
import { readCloneUrl } from '../../../contracts/clone-url.ts';
import type { RepoImportReport } from '../../../contracts/http/repo-import.ts';
import type { Repository } from '../../../contracts/repository.ts';
import { tagOf } from './three-way.ts';

export const settings = ['clone_url', 'default_branch', 'max_turns', 'max_budget_usd', 'build_command', 'lint_command'] as const;
export type Setting = (typeof settings)[number];

type Changes = RepoImportReport['repos'][number]['changes'];

/** The settings and the tags that have another value. A change of the login alone is told with the address on both sides. */
export function changesOf(before: Repository, after: Repository): Changes {
  const fields = settings
    .filter((field) => before[field] !== after[field])
    .map((field) => ({ field, from: shown(field, before), to: shown(field, after) }));
  const keys = [...new Set([...Object.keys(before.tags), ...Object.keys(after.tags)])];
  const tags = keys
    .map((key) => ({ field: `tags.${key}`, from: tagOf(before.tags, key), to: tagOf(after.tags, key) }))
    .filter(({ from, to }) => from !== to);
  return [...fields, ...tags];
}

/** Without the login of an address. */
function shown(field: Setting, repository: Repository): string | number | null {
  const value = repository[field];
  return field === 'clone_url' && typeof value === 'string' ? readCloneUrl(value).shown : value;
}
