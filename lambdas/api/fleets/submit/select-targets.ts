/**
 * Resolves the selector of a submit: entries of a plan for the repositories that it selects, and warnings about what a caller may not
 * expect of it. The submit stores what this returns; no selector is resolved again later.
 * Example: {repos: ['acme/*']} with acme/auth among the targets → acme/users as an entry, and a warning SELECTED_TWICE.
 */
import type { RepoStore } from '../../../../adapters/ports.ts';
import type { PlanView } from '../../../../contracts/http/plan.ts';
import type { Selector } from '../../../../contracts/http/submit.ts';
import { repoKey } from '../../../../contracts/repo-key.ts';
import type { SelectionView } from '../../../../contracts/selector.ts';
import type { PlacedEntry, PlanProblem, PlanSpec } from '../../../../core/plan/plan-spec.ts';
import { partText, selectRepos, type SelectableRepo, type SelectedRepos } from '../../../../core/plan/select-repos.ts';
import { isGoodName, longName, shortName } from '../../../../core/plan/target-names.ts';
import { reposOf } from './onboarded-names.ts';
import { placed } from './place-targets.ts';
import { repoGlob } from './repo-globs.ts';
import { aboutGlob, aboutParts, aboutSelection } from './selector-words.ts';

const selectorPlace = '/selector';

type Warnings = PlanView['warnings'];

export interface SelectedTargets {
  readonly entries: readonly PlacedEntry[];
  /** Null: the request has no selector. */
  readonly selection: SelectionView | null;
  readonly warnings: Warnings;
  /** Why it selects no repository; undefined: it selects one, or there is no selector. */
  readonly whyNone: string | undefined;
}

export const noSelection: SelectedTargets = { entries: [], selection: null, warnings: [], whyNone: undefined };

/** @param beside what the request names itself, which is not taken again */
export async function selectTargets(
  repos: Pick<RepoStore, 'listRepos'>,
  selector: Selector | null | undefined,
  beside: Pick<PlanSpec, 'entries' | 'groups'>,
): Promise<SelectedTargets> {
  if (selector == null) return noSelection;
  const known = (await repos.listRepos()).filter(({ status }) => status === 'active');
  const selected = selectRepos(known, selector, repoGlob);
  const named = new Set(reposOf(beside.entries, beside.groups).map(repoKey));
  const others = selected.repos.filter((repo) => !named.has(repoKey(repo)));
  const groups = new Set(beside.groups.map(({ name }) => name));
  return {
    entries: others.map((repo) => entryOf(repo, groups)),
    selection: {
      selected: selected.repos.length,
      cut: selected.cut,
      unmatched: selected.unmatched.map(partText),
    },
    warnings: warningsOf(selected, { known, twice: selected.repos.length - others.length }),
    whyNone: selected.repos.length > 0 ? undefined : aboutSelection(selected, known),
  };
}

/** The problem of a plan, with what helps if a selected repository has it: it cannot be given an id where it stands. */
export const sayOfSelected = (problem: PlanProblem): PlanProblem =>
  problem.path === selectorPlace && (problem.code === 'BAD_NAME' || problem.code === 'DUPLICATE_ID')
    ? { ...problem, message: `${problem.message} Of what is selected: exclude it, or name it in targets with an id.` }
    : problem;

/** An id where the name of the repository cannot be one, or is that of a group. */
function entryOf(repo: string, groups: ReadonlySet<string>): PlacedEntry {
  const { pointer, entry } = placed(repo, selectorPlace);
  const short = shortName(repo);
  if (isGoodName(short) && !groups.has(short)) return { pointer, entry };
  const id = fittingName(longName(repo));
  return { pointer, entry: isGoodName(id) ? { ...entry, id } : entry };
}

/** Example: `acme..github` → `acme.github`. */
const fittingName = (name: string): string =>
  name
    .replaceAll(/\.{2,}/g, '.')
    .replace(/\.lock$/, '-lock')
    .replace(/\.$/, '')
    .replace(/^[^A-Za-z0-9]+/, '');

function warningsOf(
  selected: SelectedRepos,
  { known, twice }: { readonly known: readonly SelectableRepo[]; readonly twice: number },
): Warnings {
  const { repos, cut, unmatched, excludesNothing } = selected;
  const fits = repos.length + cut;
  const unmet = unmatched.length > 0 ? aboutParts(unmatched, known) : repos.length > 0 ? [] : [aboutSelection(selected, known)];
  return [
    ...unmet.map((message) => warning('SELECTS_NOTHING', message)),
    ...excludesNothing.map((glob) => warning('EXCLUDES_NOTHING', `exclude: ${aboutGlob(glob)}`)),
    ...(cut > 0 ? [warning('SELECTION_CUT', `${fits} repositories fit, and limit leaves out the last ${cut}.`)] : []),
    ...(twice > 0 ? [warning('SELECTED_TWICE', `${twice} of ${repos.length} ${namedToo}`)] : []),
  ];
}

const namedToo = 'selected repositories that targets or groups name too: not taken again.';

const warning = (code: string, message: string): Warnings[number] => ({ path: selectorPlace, code, message });
