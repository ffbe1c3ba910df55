/** The onboarded repositories; for operators only, which the way to here has checked. */
import { readCloneUrl } from '../../../contracts/clone-url.ts';
import { repoName } from '../../../contracts/fields.ts';
import type { Operations } from '../../../contracts/operations.ts';
import type { Repository } from '../../../contracts/repository.ts';
import { data, refuse } from '../answer.ts';
import { validationError, type ApiRequest, type Handler } from '../request.ts';
import { brokenToken, pageAnswer, positionOf, walk } from '../walk.ts';

type Query = ApiRequest<Operations['listRepos']>['query'];

export const listRepos: Handler<Operations['listRepos']> = async (ports, { query, pages }) => {
  const position = positionOf(pages, query.next_token);
  if (!position.ok) return brokenToken;
  const { items, next } = await walk({
    limit: query.limit,
    after: position.after,
    fetch: (page) => ports.repos.listRepos(page),
    fits: (repository) => fitsQuery(repository, query),
  });
  return pageAnswer(items.map(shown), next, pages);
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
  const known = await ports.repos.getRepo(name.data);
  const repository: Repository = {
    repo: name.data,
    status: 'active',
    clone_url: body.clone_url ?? null,
    default_branch: body.default_branch ?? null,
    tags: body.tags ?? {},
    max_turns: body.max_turns ?? null,
    max_budget_usd: body.max_budget_usd ?? null,
    build_command: body.build_command ?? null,
    lint_command: body.lint_command ?? null,
    onboarded_at: known?.status === 'active' ? known.onboarded_at : new Date(ports.surroundings.now()).toISOString(),
  };
  await ports.repos.putRepo(repository);
  return data(200, shown(repository));
};

const badName = (name: string) => {
  const message = `${name} cannot be a repository's name: it must be owner/name, for example acme/payments.`;
  return validationError([{ path: '/name', code: 'INVALID_VALUE', message }]);
};

export const removeRepo: Handler<Operations['removeRepo']> = async (ports, { params }) => {
  const known = await ports.repos.getRepo(`${params.owner}/${params.name}`);
  if (!known) return refuse('REPO_NOT_FOUND', `There is no repository ${params.owner}/${params.name}.`);
  const removed: Repository = { ...known, status: 'removed' };
  await ports.repos.putRepo(removed);
  return data(200, shown(removed));
};
