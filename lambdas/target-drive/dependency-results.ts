/**
 * What the dependencies of a target have made, read once before its task is created: by the paths that its placeholders name, and the
 * branch that its work starts from. Dependencies that succeeded do not change any more; of an optional one that is tried again the task
 * keeps what was there when it was created.
 */
import type { Ledger } from '../../core/ledger/ledger.ts';
import type { AttemptOutcome, TargetRecord } from '../../contracts/fleet-records.ts';
import type { TargetStore } from '../../adapters/ports.ts';
import { stepOf } from '../../core/ledger/step-of.ts';
import { isSameRepo } from '../../contracts/repo-key.ts';
import type { SharedRepo } from '../../contracts/shared-repos.ts';
import { latestOfAttempts } from '../latest-of-attempts.ts';
import { madeByAttempts } from '../made-by-attempts.ts';
import { repositoriesOf } from '../shared-repositories.ts';

/** Null, or a key that is missing in `result`: there is no such value. */
export interface DependencyResult extends Pick<AttemptOutcome, 'pr_url' | 'branch' | 'outcome'> {
  /** Path of the target. */
  readonly path: string;
  readonly result: NonNullable<AttemptOutcome['result']>;
}

export interface DependencyResults {
  /** By the path as a placeholder writes it. */
  readonly passed: ReadonlyMap<string, DependencyResult>;
  /** Null: the default branch of the repository. */
  readonly baseBranch: string | null;
}

type Read = (ordinals: readonly number[]) => Promise<readonly TargetRecord[]>;

export async function readDependencyResults(
  targets: Pick<TargetStore, 'getTargets'>,
  ledger: Ledger,
  target: TargetRecord,
): Promise<DependencyResults> {
  const read: Read = (ordinals) => targets.getTargets(ledger.fleetId, ordinals);
  const written = Object.entries(target.passes ?? {});
  const ordinals = [...new Set(written.map(([, ordinal]) => ordinal))];
  const records = ordinals.length === 0 ? [] : await read(ordinals);
  const results = new Map(records.map((record) => [record.ordinal, resultsOf(ledger, record)]));
  const passed = written.flatMap(([path, ordinal]) => {
    const result = results.get(ordinal);
    return result ? [[path, result.as(path)] as const] : [];
  });
  return { passed: new Map(passed), baseBranch: await baseBranchOf(read, ledger, target) };
}

/** What a target has made, by the reference under which another one uses it: that may name one of several repositories. */
interface Results {
  readonly as: (reference: string) => DependencyResult;
}

function resultsOf(ledger: Ledger, record: TargetRecord): Results {
  const attempts = attemptsOf(ledger, record);
  const current = currentOf(ledger, record);
  const made = madeByAttempts(ledger, attempts, current);
  const whole = {
    path: record.path,
    pr_url: latestOfAttempts('pr_url', attempts),
    branch: latestOfAttempts('branch', attempts),
    outcome: made.outcome,
    result: made.result ?? {},
  };
  const { repos = [] } = record;
  const repositories = repositoriesOf(repos, attempts, current) ?? [];
  const as = (reference: string): DependencyResult => {
    const one = repos.find((each) => means(reference, record, each));
    const own = one && repositories.find(({ repo }) => repo === one.repo);
    return own ? { ...whole, pr_url: own.pr_url, branch: own.branch, outcome: own.outcome } : whole;
  };
  return { as };
}

/** Whether a reference to a target means one of its repositories: by owner/name, or by the folder after the name of the target. */
function means(reference: string, { path }: TargetRecord, { repo, folder }: SharedRepo): boolean {
  const tail = `/${reference.replace(/^\//, '')}`;
  if (`/${path}`.endsWith(tail)) return false;
  return `/${path}/${folder}`.endsWith(tail) || isSameRepo(repo, reference);
}

const attemptOf = (ledger: Ledger, { ordinal }: TargetRecord): number => ledger.attempts[ordinal] ?? 1;

const currentOf = (ledger: Ledger, record: TargetRecord): AttemptOutcome | undefined =>
  record.outcomes[String(attemptOf(ledger, record))];

const attemptsOf = (ledger: Ledger, record: TargetRecord): readonly AttemptOutcome[] =>
  Array.from({ length: attemptOf(ledger, record) }, (_, before) => record.outcomes[String(before + 1)] ?? []).flat();

/**
 * A target that changed nothing has pushed no branch, so the work starts where the work of that target started. So it does where the work of
 * that target was merged, because its branch may be gone.
 */
async function baseBranchOf(read: Read, ledger: Ledger, { base }: TargetRecord): Promise<string | null> {
  for (let ordinal = base; ordinal !== undefined;) {
    const [record] = await read([ordinal]);
    const branch = record && branchOf(ledger, record);
    if (branch != null) return branch;
    ordinal = record?.base;
  }
  return null;
}

/** The branch with the changes of the target, where it has some that are not merged. */
function branchOf(ledger: Ledger, record: TargetRecord): string | null {
  const current = currentOf(ledger, record);
  if (ledger.settings.steps.length === 0) return current?.outcome === 'changed' ? current.branch : null;
  const isMerged = stepOf(ledger, record.ordinal).merges && current?.outcome === 'changed';
  return isMerged ? null : latestOfAttempts('branch', attemptsOf(ledger, record));
}
