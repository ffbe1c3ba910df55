/**
 * Onboards and changes many repositories. It reads them all, decides, refuses or writes: what is stored already is not written
 * again, so an import that was cut off is finished by the same request. Only operators get here: `answer-request.ts` checks that.
 */
import type { RepoStore } from '../../../adapters/ports.ts';
import { isoOf } from '../../../contracts/fields.ts';
import type { Problem } from '../../../contracts/http/errors.ts';
import type { Operations } from '../../../contracts/http/operations.ts';
import type { ImportedRepo, RepoImportReport } from '../../../contracts/http/repo-import.ts';
import { repoKey } from '../../../contracts/repo-key.ts';
import type { Repository } from '../../../contracts/repository.ts';
import { data, validationError, type Answer } from '../answer.ts';
import type { ApiRequest, Handler } from '../request.ts';
import { forAll } from './for-all.ts';
import { isSameSource, mergeImport, type Import, type Merged } from './merge-import.ts';
import { hasTooManyTags, tooManyTags } from './with-changes.ts';

type Body = ApiRequest<Operations['importRepos']>['body'];

interface Planned {
  readonly said: ImportedRepo;
  readonly merged: Merged;
}

export const importRepos: Handler<Operations['importRepos']> = async ({ repos: store, clockAndIds }, { body }) => {
  const twice = namedTwice(body.repos);
  if (twice.length > 0) return refusal(twice);
  const how: Import = { source: body.source, at: isoOf(clockAndIds.now()) };
  const { known, changeRepo } = await store.readToChange(body.repos.map(({ repo }) => repo));
  const plan = body.repos.map((said) => ({ said, merged: mergeImport(known.get(said.repo), said, how) }));
  const planned = plan.map(({ merged }) => merged);
  const problems = tagProblems(planned);
  if (problems.length > 0) return refusal(problems);
  const gone = await goneFrom(store, body);
  if (body.dry_run) return data(200, reportOf(planned, gone, body));
  const done = await forAll(plan, (one) => writeOne(changeRepo, one, how));
  const late = tagProblems(done);
  if (late.length > 0) return refusal(late);
  if (body.remove_gone) await forAll(gone, ({ repo }) => removeGone(store, repo));
  return data(200, reportOf(done, gone, body));
};

const refusal = (problems: readonly Problem[]): Answer => ({ kind: 'error', error: validationError(problems) });

/** Of two places that name a repository, the one that counts cannot be known. */
function namedTwice(repos: readonly ImportedRepo[]): Problem[] {
  const places = new Map<string, number>();
  return repos.flatMap(({ repo }, at) => {
    const earlier = places.get(repoKey(repo));
    if (earlier === undefined) {
      places.set(repoKey(repo), at);
      return [];
    }
    const message = `repos/${at}/repo names ${repo}, as repos/${earlier}/repo does: name each repository once.`;
    return [{ path: `/repos/${at}/repo`, code: 'DUPLICATE_ID' as const, message }];
  });
}

const tagProblems = (merged: readonly Merged[]): Problem[] =>
  merged.flatMap(({ written }, at) => (written && hasTooManyTags(written) ? [tooManyTags(`/repos/${at}/tags`)] : []));

/** The repositories that the source had, and has no more. */
async function goneFrom(store: RepoStore, { source = '', names, repos }: Body): Promise<readonly Repository[]> {
  if (names === undefined) return [];
  const present = new Set([...names, ...repos.map(({ repo }) => repo)].map(repoKey));
  return (await store.listRepos()).filter(
    ({ repo, status, imported }) =>
      status === 'active' && imported !== undefined && isSameSource(imported.source, source) && !present.has(repoKey(repo)),
  );
}

/** Decides anew on what is stored when it is written: another caller may have changed it since the plan. */
async function writeOne(changeRepo: RepoStore['changeRepo'], { said, merged: planned }: Planned, how: Import): Promise<Merged> {
  let merged = planned;
  if (planned.written === undefined) return planned;
  await changeRepo<undefined>(said.repo, (known) => {
    merged = mergeImport(known, said, how);
    const { written } = merged;
    return written === undefined || hasTooManyTags(written) ? { refused: undefined } : { written };
  });
  return merged;
}

/** Only while an import may: a person may have changed it since. */
async function removeGone(store: RepoStore, repo: string): Promise<void> {
  await store.changeRepo<undefined>(repo, (known) =>
    known?.status === 'active' && known.imported
      ? { written: { ...known, status: 'removed', imported: { ...known.imported, gone: true } } }
      : { refused: undefined },
  );
}

function reportOf(merged: readonly Merged[], gone: readonly Repository[], { dry_run, remove_gone }: Body): RepoImportReport {
  const repos = merged.map(({ told }) => told);
  const count = (result: (typeof repos)[number]['result']): number => repos.filter((one) => one.result === result).length;
  return {
    repos,
    gone: gone.map(({ repo }) => ({ repo, removed: remove_gone && !dry_run })),
    counts: {
      new: count('new'),
      changed: count('changed'),
      unchanged: count('unchanged'),
      removed: count('removed'),
      gone: gone.length,
    },
    dry_run,
  };
}
