/**
 * What the dependencies of a target have made, read once before its task is created: by the paths that its placeholders name, and the
 * branch that its work starts from. Dependencies that succeeded do not change any more; of an optional one that is tried again the task
 * keeps what was there when it was created.
 */
import type { Ledger } from '../../core/ledger/ledger.ts';
import type { AttemptOutcome, TargetRecord } from '../../contracts/fleet-records.ts';
import type { TargetStore } from '../../adapters/ports.ts';
import { latestOfAttempts } from '../latest-of-attempts.ts';

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
  const results = new Map(records.map((record) => [record.ordinal, resultOf(ledger, record)]));
  const passed = written.flatMap(([path, ordinal]) => {
    const result = results.get(ordinal);
    return result ? [[path, result] as const] : [];
  });
  return { passed: new Map(passed), baseBranch: await baseBranchOf(read, ledger, target) };
}

function resultOf(ledger: Ledger, record: TargetRecord): DependencyResult {
  const current = currentOf(ledger, record);
  const attempts = attemptsOf(ledger, record);
  return {
    path: record.path,
    pr_url: latestOfAttempts('pr_url', attempts),
    branch: latestOfAttempts('branch', attempts),
    outcome: current?.outcome ?? null,
    result: current?.result ?? {},
  };
}

const attemptOf = (ledger: Ledger, { ordinal }: TargetRecord): number => ledger.attempts[ordinal] ?? 1;

const currentOf = (ledger: Ledger, record: TargetRecord): AttemptOutcome | undefined =>
  record.outcomes[String(attemptOf(ledger, record))];

const attemptsOf = (ledger: Ledger, record: TargetRecord): readonly AttemptOutcome[] =>
  Array.from({ length: attemptOf(ledger, record) }, (_, before) => record.outcomes[String(before + 1)] ?? []).flat();

/** A target that changed nothing has pushed no branch, so the work starts where the work of that target started. */
async function baseBranchOf(read: Read, ledger: Ledger, { base }: TargetRecord): Promise<string | null> {
  for (let ordinal = base; ordinal !== undefined;) {
    const [record] = await read([ordinal]);
    const current = record && currentOf(ledger, record);
    if (current?.outcome === 'changed' && current.branch !== null) return current.branch;
    ordinal = record?.base;
  }
  return null;
}
