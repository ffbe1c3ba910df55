/** An API that takes every import of repositories as new, for tests of what is sent to it. */
import type { RepoImportReport } from '../../contracts/http/repo-import.ts';
import type { Asked } from './contract-server.ts';

export const bodyOf = ({ body }: Asked) => body as { repos: { repo: string }[]; dry_run?: boolean };

/** Every repository is new. */
export function allNew(asked: Asked): { data: RepoImportReport } {
  const { repos, dry_run = false } = bodyOf(asked);
  const counts = { new: repos.length, changed: 0, unchanged: 0, removed: 0, gone: 0 };
  const told = repos.map(({ repo }) => ({ repo, result: 'new' as const, changes: [], kept: [] }));
  return { data: { repos: told, gone: [], counts, dry_run } };
}
