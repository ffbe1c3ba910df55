/**
 * The settings of a repository as a form: what is typed, the request that it makes, and what is wrong with it.
 * Example: tags `team=payments, tier=1` → {tags: {team: 'payments', tier: '1'}}; an empty field is no setting.
 */
import { repositoryChanges, repositoryFields, type Repository } from '../../contracts/repository.ts';
import { repoName } from '../../contracts/fields.ts';
import { problemsOf } from '../../contracts/http/problems.ts';
import { quoteWords } from '../../core/text/quote-words.ts';
import { numberOf, placeProblems, type Placed, type Told } from './place-problems.ts';

export interface RepoForm {
  readonly repo: string;
  readonly cloneUrl: string;
  readonly branch: string;
  readonly tags: string;
  readonly buildCommand: string;
  readonly lintCommand: string;
  readonly maxTurns: string;
  readonly maxUsd: string;
}
export type RepoField = keyof RepoForm;

export const emptyForm: RepoForm = {
  ...{ repo: '', cloneUrl: '', branch: '', tags: '', buildCommand: '', lintCommand: '', maxTurns: '', maxUsd: '' },
};

export const formOf = (repo: Repository): RepoForm => ({
  repo: repo.repo,
  cloneUrl: repo.clone_url ?? '',
  branch: repo.default_branch ?? '',
  tags: Object.entries(repo.tags)
    .map(([key, value]) => `${key}=${value}`)
    .join(', '),
  buildCommand: repo.build_command ?? '',
  lintCommand: repo.lint_command ?? '',
  maxTurns: repo.max_turns === null ? '' : String(repo.max_turns),
  maxUsd: repo.max_budget_usd === null ? '' : String(repo.max_budget_usd),
});

type Part = Readonly<Record<string, unknown>>;

/** The place of each field in a request; tags are read apart. */
const keys = {
  cloneUrl: 'clone_url',
  branch: 'default_branch',
  buildCommand: 'build_command',
  lintCommand: 'lint_command',
  maxTurns: 'max_turns',
  maxUsd: 'max_budget_usd',
} as const satisfies Partial<Record<RepoField, keyof Repository>>;
// The keys of an object literal are those of its type.
const keyed = Object.keys(keys) as (keyof typeof keys)[];
const numbers: ReadonlySet<RepoField> = new Set(['maxTurns', 'maxUsd']);

const valueOf = (form: RepoForm, field: keyof typeof keys): unknown => {
  const text = form[field].trim();
  return text === '' ? null : numbers.has(field) ? numberOf(text) : text;
};

/** By commas or lines. A part without = has no value. */
const tagPairs = (text: string): (readonly [key: string, value: string])[] =>
  text.split(/[,\n]/).flatMap((typed) => {
    const part = typed.trim();
    const at = part.indexOf('=');
    if (part === '') return [];
    return [at < 0 ? [part, ''] : [part.slice(0, at).trim(), part.slice(at + 1).trim()]];
  });

export const tagsOf = (text: string): Readonly<Record<string, string>> => Object.fromEntries(tagPairs(text));

function doubledTags(text: string): Told[] {
  const named = tagPairs(text).map(([key]) => key);
  const doubled = new Set(named.filter((key, at) => named.indexOf(key) < at));
  return [...doubled].map((key) => ({ path: '/tags', message: `tags ${key} is there twice.` }));
}

/** Of a PUT: all settings that are there. */
export function putRequest(form: RepoForm): Part {
  const settings = keyed.flatMap((field) => {
    const value = valueOf(form, field);
    return value === null ? [] : [[keys[field], value] as const];
  });
  const tags = tagsOf(form.tags);
  return { ...Object.fromEntries(settings), ...(Object.keys(tags).length === 0 ? {} : { tags }) };
}

/** Of a PATCH: what differs from the repository that the person saw; null takes a setting or a tag away. */
export function patchRequest(repo: Repository, form: RepoForm): Part {
  const before = formOf(repo);
  const settings = keyed.flatMap((field) =>
    form[field].trim() === before[field] ? [] : [[keys[field], valueOf(form, field)] as const],
  );
  const tags = tagsOf(form.tags);
  const gone = Object.keys(repo.tags).filter((key) => !Object.hasOwn(tags, key));
  const changed = Object.entries(tags).filter(([key, value]) => repo.tags[key] !== value);
  const changes = { ...Object.fromEntries(changed), ...Object.fromEntries(gone.map((key) => [key, null])) };
  return { ...Object.fromEntries(settings), ...(Object.keys(changes).length === 0 ? {} : { tags: changes }) };
}

/** All that is wrong, before the API is asked. @param isNew false: the name is not typed */
export function formProblems(form: RepoForm, request: Part, isNew: boolean): readonly Told[] {
  const name = repoName.safeParse(form.repo.trim());
  const ofName =
    isNew && !name.success ? [{ path: '/repo', message: `repo ${name.error.issues[0]?.message ?? 'is wrong'}` }] : [];
  const schema = isNew ? repositoryFields : repositoryChanges;
  const read = schema.safeParse(request);
  return [...ofName, ...doubledTags(form.tags), ...(read.success ? [] : problemsOf(schema, request, read.error))];
}

export const placedInForm = (problems: readonly Told[]): Placed<RepoField> =>
  placeProblems(problems, (path) => {
    if (path === '/repo') return 'repo';
    if (path === '/tags' || path.startsWith('/tags/')) return 'tags';
    return keyed.find((field) => path === `/${keys[field]}`);
  });

const flags = {
  clone_url: 'clone-url',
  default_branch: 'default-branch',
  build_command: 'build-command',
  lint_command: 'lint-command',
  max_turns: 'max-turns',
  max_budget_usd: 'max-budget',
} as const;

const word = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

/** The command line that does the same. */
export function repoCli(command: 'onboard' | 'edit', repo: string, request: Part): string {
  const settings = Object.entries(flags).flatMap(([key, flag]) => {
    const value = request[key];
    if (value === undefined) return [];
    return value === null ? ['--unset', flag] : [`--${flag}`, word(value)];
  });
  const { tags } = request;
  const given = typeof tags === 'object' && tags !== null ? Object.entries<unknown>({ ...tags }) : [];
  const ofTags = given.flatMap(([key, value]) =>
    value === null ? ['--unset', `tag=${key}`] : ['--tag', `${key}=${word(value)}`],
  );
  return quoteWords(['bgagent', 'repo', command, repo === '' ? 'OWNER/NAME' : repo, ...settings, ...ofTags]);
}
