/**
 * The targets that have the same change now, or failed for the same reason. The ledger has neither changes nor messages, so the items of all
 * targets that may have one are read.
 */
import type { ChangeSummary } from '../../../../contracts/change.ts';
import { validationError, type Refusal } from '../../answer.ts';
import type { Ledger } from '../../../../core/ledger/ledger.ts';
import { at, ordinalsWhere } from '../../../../core/ledger/ordinals.ts';
import type { TargetRecord } from '../../../../contracts/fleet-records.ts';
import { latestOfAttempts } from '../../../latest-of-attempts.ts';
import type { ApiPorts } from '../../api-ports.ts';
import { failedOrdinals, failedTarget, signatureOf } from './failed-targets.ts';

/** Whether a target waits until a person has looked at what it made. */
export const waitsForReview = ({ gates, publishing }: Ledger, ordinal: number): boolean =>
  gates.has(ordinal) && publishing.has(ordinal);

/** Items in memory at once: those of a fleet with 10,000 targets are too many. */
const chunk = 500;

/** Reads the items of these targets, some at a time. */
export async function* eachTarget(
  { stores }: Pick<ApiPorts, 'stores'>,
  { fleetId }: Ledger,
  ordinals: readonly number[],
): AsyncGenerator<TargetRecord> {
  for (let start = 0; start < ordinals.length; start += chunk) {
    yield* await stores.targets.getTargets(fleetId, ordinals.slice(start, start + chunk));
  }
}

/** What a target has changed, as its last attempt left it that changed something; null: nothing, or not known. */
export const changeOf = ({ outcomes }: TargetRecord): ChangeSummary | null =>
  latestOfAttempts(
    'change',
    Object.entries(outcomes)
      .sort(([a], [b]) => Number(a) - Number(b))
      .map(([, outcome]) => outcome),
  );

/** The targets that may have a change, by ordinal: one that waits for its first attempt has none. */
export const mayHaveChange = (ledger: Ledger, waiting: boolean): number[] =>
  ordinalsWhere(ledger.statuses, (status, ordinal) =>
    waiting ? waitsForReview(ledger, ordinal) : status !== 'PENDING' || at(ledger.attempts, ordinal) > 1,
  );

export interface OfChange {
  /** Only targets that wait for a review. */
  readonly waiting: boolean;
}

/**
 * The targets with this change, by ordinal; none, if no target has it.
 * @param hashStart the hash, or its first digits. A start that fits several changes is refused.
 */
export const ordinalsOfChange = (
  ports: Pick<ApiPorts, 'stores'>,
  ledger: Ledger,
  hashStart: string,
  { waiting }: OfChange,
): Promise<readonly number[] | Refusal> =>
  ordinalsOf(eachTarget(ports, ledger, mayHaveChange(ledger, waiting)), {
    field: 'change_group',
    start: hashStart,
    groupOf: (record) => changeOf(record)?.hash,
  });

/**
 * The targets that failed for this reason, by ordinal; none, if no target did.
 * @param start the signature, or its first digits. A start that fits several groups is refused.
 */
export const ordinalsOfFailure = (
  ports: Pick<ApiPorts, 'stores'>,
  ledger: Ledger,
  start: string,
): Promise<readonly number[] | Refusal> =>
  ordinalsOf(eachTarget(ports, ledger, failedOrdinals(ledger)), {
    field: 'failure_group',
    start,
    groupOf: (record) => signatureOf(failedTarget(ledger, record)),
  });

interface Wanted {
  readonly field: 'change_group' | 'failure_group';
  readonly start: string;
  readonly groupOf: (record: TargetRecord) => string | undefined;
}

async function ordinalsOf(
  records: AsyncIterable<TargetRecord>,
  { field, start, groupOf }: Wanted,
): Promise<readonly number[] | Refusal> {
  const found: number[] = [];
  const groups = new Set<string>();
  for await (const record of records) {
    const group = groupOf(record);
    if (group?.startsWith(start) !== true) continue;
    groups.add(group);
    found.push(record.ordinal);
  }
  return groups.size > 1 ? ambiguous(field, groups.size) : found;
}

/** Which of the groups is meant is not guessed. */
function ambiguous(field: Wanted['field'], count: number): Refusal {
  const message = `${field} fits ${count} groups. Give more digits.`;
  return { kind: 'error', error: validationError([{ path: `/${field}`, code: 'INVALID_VALUE', message }]) };
}

/** Whether a target is in the groups that a filter names. */
export function isInGroups(
  ledger: Ledger,
  record: TargetRecord,
  { change_group: change, failure_group: failure }: GroupFilter,
): boolean {
  if (change !== undefined && changeOf(record)?.hash.startsWith(change) !== true) return false;
  return failure === undefined || signatureOf(failedTarget(ledger, record)).startsWith(failure);
}

/** Hash and signature, or their beginnings. */
export interface GroupFilter {
  readonly change_group?: string | undefined;
  readonly failure_group?: string | undefined;
}
