/** Why the targets of a fleet failed that are FAILED or LOST, and the signature that those share that failed for the same reason. */
import { createHash } from 'node:crypto';
import { lostFailure } from '../../../../core/failure.ts';
import { failureKey, type FailedTarget } from '../../../../core/groups/failure-signature.ts';
import { namesOf } from '../../../../core/groups/without-names.ts';
import type { TargetStatus } from '../../../../core/fleet.ts';
import type { Ledger } from '../../../../core/ledger/ledger.ts';
import { at, ordinalsWhere } from '../../../../core/ledger/ordinals.ts';
import type { AttemptOutcome, TargetRecord } from '../../../../contracts/fleet-records.ts';

export const isFailed = (status: TargetStatus | undefined): boolean => status === 'FAILED' || status === 'LOST';

/** The targets that failed, by ordinal. */
export const failedOrdinals = ({ statuses }: Ledger): number[] => ordinalsWhere(statuses, isFailed);

type Failure = NonNullable<AttemptOutcome['failure']>;

/** The failure of a target that failed: that of its current attempt. One whose end is not recorded yet is as one that is lost. */
export const failureOf = ({ attempts }: Ledger, { ordinal, outcomes }: TargetRecord): Failure =>
  outcomes[String(at(attempts, ordinal))]?.failure ?? lostFailure;

export function failedTarget(ledger: Ledger, record: TargetRecord): FailedTarget {
  const { repo, repos = [], path, id } = record;
  const { class: failureClass, code, message } = failureOf(ledger, record);
  const { branch = null, failed_verifier: verifier } = record.outcomes[String(at(ledger.attempts, record.ordinal))] ?? {};
  return {
    ...{ class: failureClass, code, message, verifier: verifier ?? null },
    names: namesOf([repo, ...repos.map((one) => one.repo), path, id, branch]),
  };
}

/** The first 16 hexadecimal digits of the SHA-256 of what such failures have in common. */
export const signatureOf = (failed: FailedTarget): string =>
  createHash('sha256').update(failureKey(failed)).digest('hex').slice(0, 16);
