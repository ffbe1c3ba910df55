/** Lists the onboarded repositories by name: whoever submits a fleet chooses among them. */
import type { Operations } from '../../../contracts/http/operations.ts';
import type { Repository } from '../../../contracts/repository.ts';
import { repoOrder } from '../../../core/text/repo-order.ts';
import { brokenToken, pageAnswer, positionOf } from '../lists/page.ts';
import type { ApiRequest, Handler } from '../request.ts';
import { repoView } from './repo-view.ts';

type Query = ApiRequest<Operations['listRepos']>['query'];

/** Reads the whole table: people ask when they look for a repository, and thousands of rows are read in a moment, so no index keeps their order. */
export const listRepos: Handler<Operations['listRepos']> = async (ports, { query, pages }) => {
  const position = await positionOf(pages, query.next_token);
  if (!position.ok) return brokenToken;
  const { after } = position;
  const left = (await ports.repos.listRepos()).filter(
    (repository) => fitsQuery(repository, query) && (after === undefined || repoOrder(repository, { repo: after }) > 0),
  );
  const items = left.slice(0, query.limit);
  return pageAnswer(items.map(repoView), left.length > items.length ? items.at(-1)?.repo : undefined, pages);
};

function fitsQuery({ repo, status, tags }: Repository, query: Query): boolean {
  if (query.q !== undefined && !repo.toLowerCase().includes(query.q.toLowerCase())) return false;
  if (query.status !== undefined && query.status !== status) return false;
  if (query.tag === undefined) return true;
  const [key = '', ...value] = query.tag.split('=');
  return Object.hasOwn(tags, key) && (value.length === 0 || tags[key] === value.join('='));
}
