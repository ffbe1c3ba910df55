/** Onboards, edits or removes a repository. Only operators get here: `answer-request.ts` checks that. */
import { isoOf, repoName } from '../../../contracts/fields.ts';
import type { Operations } from '../../../contracts/http/operations.ts';
import type { RepoChange } from '../../../adapters/ports.ts';
import { data, refuse, validationError, type Answer, type Refusal } from '../answer.ts';
import type { Handler } from '../request.ts';
import { withoutGone } from './merge-import.ts';
import { repoView } from './repo-view.ts';
import { withChanges } from './with-changes.ts';

/** Replaces all settings of a repository: a field that is left out is unset. A removed repository is onboarded anew. */
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
  const onboarded_at = isoOf(ports.clockAndIds.now());
  return answerOf(
    await ports.repos.changeRepo(name.data, (known) => {
      const kept = known?.status === 'active' ? known : { repo: name.data, onboarded_at };
      const imported = known?.imported && { imported: withoutGone(known.imported) };
      return { written: { ...said, repo: kept.repo, onboarded_at: kept.onboarded_at, ...imported } };
    }),
  );
};

/** Changes the named fields and keeps the others. */
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
        ? { written: { ...known, status: 'removed', ...(known.imported && { imported: withoutGone(known.imported) }) } }
        : { refused: refuse('REPO_NOT_FOUND', `There is no repository ${name}.`) },
    ),
  );
};

const answerOf = (change: RepoChange<Refusal>): Answer =>
  'written' in change ? data(200, repoView(change.written)) : change.refused;

const badName = (name: string) => {
  const message = `${name} cannot be a repository's name: it must be owner/name, for example acme/payments.`;
  return validationError([{ path: '/name', code: 'INVALID_VALUE', message }]);
};
