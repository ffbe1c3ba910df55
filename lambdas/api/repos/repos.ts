/** The onboarded repositories; for operators only, which the way to here has checked. */
import { readCloneUrl } from '../../../contracts/clone-url.ts';
import { repoName } from '../../../contracts/fields.ts';
import type { Operations } from '../../../contracts/http/operations.ts';
import { repoOrder } from '../../../contracts/repo-key.ts';
import type { Repository } from '../../../contracts/repository.ts';
import type { RepoChange } from '../../../adapters/ports.ts';
import { data, refuse, validationError, type Answer, type Refusal } from '../answer.ts';
import type { ApiRequest, Handler } from '../request.ts';
import { brokenToken, pageAnswer, positionOf } from '../lists/page.ts';
import { withChanges } from './with-changes.ts';

type Query = ApiRequest<Operations['listRepos']>['query'];

/** Operators ask rarely, and a table of thousands is read in a moment: so its order needs no index. */
export const listRepos: Handler<Operations['listRepos']> = async (ports, { query, pages }) => {
  const position = positionOf(pages, query.next_token);
  if (!position.ok) return brokenToken;
  const { after } = position;
  const left = (await ports.repos.listRepos()).filter(
    (repository) => fitsQuery(repository, query) && (after === undefined || repoOrder(repository, { repo: after }) > 0),
  );
  const items = left.slice(0, query.limit);
  return pageAnswer(items.map(shown), left.length > items.length ? items.at(-1)?.repo : undefined, pages);
};

/** The login of a clone_url is for workers only: not even who gave it reads it again. */
const shown = (repository: Repository): Repository => ({
  ...repository,
  clone_url: repository.clone_url === null ? null : readCloneUrl(repository.clone_url).shown,
});

function fitsQuery({ status, tags }: Repository, query: Query): boolean {
  if (query.status !== undefined && query.status !== status) return false;
  if (query.tag === undefined) return true;
  const [key = '', ...value] = query.tag.split('=');
  return Object.hasOwn(tags, key) && (value.length === 0 || tags[key] === value.join('='));
}

/** Says all that there is to say of a repository: what is left out is unset. A removed one is onboarded anew. */
export const putRepo: Handler<Operations['putRepo']> = async (ports, { params, body }) => {
  const name = repoName.safeParse(`${params.owner}/${params.name}`);
  if (!name.success) return { kind: 'error', error: badName(params.name) };
  const said = {
    status: 'active',
    clone_url: body.clone_url ?? null,
    default_branch: body.default_branch ?? null,
    tags: body.tags ?? {},
    max_turns: body.max_turns ?? null,
    max_budget_usd: body.max_budget_usd ?? null,
    build_command: body.build_command ?? null,
    lint_command: body.lint_command ?? null,
  } as const;
  const onboarded_at = new Date(ports.surroundings.now()).toISOString();
  return answerOf(
    await ports.repos.changeRepo(name.data, (known) => {
      const kept = known?.status === 'active' ? known : { repo: name.data, onboarded_at };
      return { written: { ...said, repo: kept.repo, onboarded_at: kept.onboarded_at } };
    }),
  );
};

/** What is not named stays. */
export const editRepo: Handler<Operations['editRepo']> = async (ports, { params, body }) => {
  const name = `${params.owner}/${params.name}`;
  return answerOf(
    await ports.repos.changeRepo<Refusal>(name, (known) => {
      if (known?.status === 'active') return withChanges(known, body);
      const why = known ? `The repository ${known.repo} was removed` : `There is no repository ${name}`;
      return { refused: refuse('REPO_NOT_FOUND', `${why}: onboard it first, with PUT.`) };
    }),
  );
};

export const removeRepo: Handler<Operations['removeRepo']> = async (ports, { params }) => {
  const name = `${params.owner}/${params.name}`;
  return answerOf(
    await ports.repos.changeRepo<Refusal>(name, (known) =>
      known
        ? { written: { ...known, status: 'removed' } }
        : { refused: refuse('REPO_NOT_FOUND', `There is no repository ${name}.`) },
    ),
  );
};

const answerOf = (change: RepoChange<Refusal>): Answer =>
  'written' in change ? data(200, shown(change.written)) : change.refused;

const badName = (name: string) => {
  const message = `${name} cannot be a repository's name: it must be owner/name, for example acme/payments.`;
  return validationError([{ path: '/name', code: 'INVALID_VALUE', message }]);
};
