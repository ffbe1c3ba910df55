/** A repository in the API's form. */
import { readCloneUrl } from '../../../contracts/clone-url.ts';
import type { Repository } from '../../../contracts/repository.ts';

/** A repository as callers see it: its clone_url without the login, which only workers may read. */
export const repoView = (repository: Repository): Repository => ({
  ...repository,
  clone_url: repository.clone_url === null ? null : readCloneUrl(repository.clone_url).shown,
});
