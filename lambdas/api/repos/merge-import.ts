/** Decides what an import makes of one repository (semantics 26). Pure. */
import { isDeepStrictEqual } from 'node:util';
import { readCloneUrl } from '../../../contracts/clone-url.ts';
import type { ImportedRepo, RepoImportReport } from '../../../contracts/http/repo-import.ts';
import type { ImportedFields, Repository } from '../../../contracts/repository.ts';
import { changesOf, settings, type Setting } from './changes-of.ts';
import { isSameAddress } from './same-address.ts';
import { mergeTags, mergeValue } from './three-way.ts';

export interface Import {
  /** Where the list is from; undefined: a person wrote it. */
  readonly source: string | undefined;
  /** ISO time. */
  readonly at: string;
}

export interface Merged {
  readonly told: RepoImportReport['repos'][number];
  /** The repository to be stored; undefined where all of it is stored already. */
  readonly written: Repository | undefined;
}

interface Next {
  readonly next: Repository;
  readonly kept: string[];
}

/** @param known as it is stored; undefined where it is not */
export function mergeImport(known: Repository | undefined, said: ImportedRepo, { source, at }: Import): Merged {
  const base = activeFrom(known, said, at);
  if (source === undefined) return compare(known, { next: asSaid(base, said), kept: [] });
  if (known?.status === 'removed' && known.imported?.gone !== true) return untouched(known, 'removed', []);
  if (known && isOfAnother(known, said, source)) return untouched(known, 'unchanged', ['source']);
  return compare(known, asSourceSays(base, said, source));
}

const untouched = ({ repo }: Repository, result: 'removed' | 'unchanged', kept: string[]): Merged => ({
  told: { repo, result, changes: [], kept },
  written: undefined,
});

function compare(known: Repository | undefined, { next, kept }: Next): Merged {
  const written = isDeepStrictEqual(known, next) ? undefined : next;
  if (known?.status !== 'active') return { told: { repo: next.repo, result: 'new', changes: [], kept }, written };
  const changes = changesOf(known, next);
  return { told: { repo: next.repo, result: changes.length > 0 ? 'changed' : 'unchanged', changes, kept }, written };
}

/** The settings of a removed repository come back with it, and it counts as onboarded now. */
function activeFrom(known: Repository | undefined, said: ImportedRepo, at: string): Repository {
  if (known?.status === 'active') return known;
  if (known === undefined) {
    return { repo: said.repo, status: 'active', ...unset, clone_url: said.clone_url ?? null, tags: {}, onboarded_at: at };
  }
  const { imported, ...rest } = known;
  return { ...rest, status: 'active', onboarded_at: at, ...(imported && { imported: withoutGone(imported) }) };
}

const unset = {
  default_branch: null,
  max_turns: null,
  max_budget_usd: null,
  build_command: null,
  lint_command: null,
} as const;

/** Of a repository that is onboarded. */
export function withoutGone(imported: ImportedFields): ImportedFields {
  const kept = { ...imported };
  delete kept.gone;
  return kept;
}

/** A person wrote the list: what it names is set. */
function asSaid(base: Repository, said: ImportedRepo): Repository {
  const named = settings.filter((field) => said[field] !== undefined).map((field) => [field, said[field]] as const);
  return { ...base, ...Object.fromEntries(named), tags: { ...base.tags, ...said.tags } };
}

/** Another source has a repository of this name at another address. */
const isOfAnother = ({ repo, status, clone_url, imported }: Repository, said: ImportedRepo, source: string): boolean =>
  status === 'active' &&
  imported !== undefined &&
  !isSameSource(imported.source, source) &&
  !isSameAddress(repo, clone_url, said.clone_url ?? null);

/** Hosts and owners have no case. */
export const isSameSource = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();

type LastSaid = Pick<ImportedFields, 'clone_url' | 'default_branch' | 'tags'>;
const nothing: LastSaid = { clone_url: null, default_branch: null, tags: {} };

function asSourceSays(base: Repository, said: ImportedRepo, source: string): Next {
  const last: LastSaid = base.imported ?? nothing;
  const values = settings.map((field) => ({ field, ...mergeSetting(field, base, { last, said }) }));
  const { tags, kept } = said.tags === undefined ? { tags: base.tags, kept: [] } : mergeTags(base.tags, last.tags, said.tags);
  const imported = {
    ...base.imported,
    source,
    clone_url: said.clone_url === undefined ? last.clone_url : withoutLogin(said.clone_url),
    default_branch: said.default_branch === undefined ? last.default_branch : said.default_branch,
    tags: said.tags ?? last.tags,
  };
  return {
    next: { ...base, ...Object.fromEntries(values.map(({ field, value }) => [field, value])), tags, imported },
    kept: [...values.filter((merged) => merged.kept).map(({ field }) => field), ...kept],
  };
}

/** Of the other settings no source says anything: null is what it said last of them. */
function mergeSetting(field: Setting, base: Repository, { last, said }: { last: LastSaid; said: ImportedRepo }) {
  if (field === 'clone_url') {
    const sides = { stored: base.clone_url, last: last.clone_url, now: said.clone_url };
    return mergeValue(sides, (one, other) => isSameAddress(base.repo, one, other));
  }
  const before = field === 'default_branch' ? last.default_branch : null;
  return mergeValue<string | number>({ stored: base[field], last: before, now: said[field] });
}

const withoutLogin = (url: string | null): string | null => (url === null ? null : readCloneUrl(url).address);
