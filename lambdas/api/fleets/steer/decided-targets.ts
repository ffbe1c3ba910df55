/**
 * Chooses the targets that a decision about a review is for: named targets, or those that wait for a review with one change, or named ones of
 * these (semantics 27). The ledger is read before the items of the targets: a change that comes later belongs to a later arrival, for which
 * the fleet refuses the decision.
 * Example: {change_group: '9f86d081'} → the ordinals of the targets that wait for a review with this change now.
 */
import type { TargetRecord } from '../../../../contracts/fleet-records.ts';
import type { Problem } from '../../../../contracts/http/errors.ts';
import type { Ledger } from '../../../../core/ledger/ledger.ts';
import { ordinalsIn, rangesOf } from '../../../../core/ledger/ordinals.ts';
import { refuse, type Refusal } from '../../answer.ts';
import type { ApiPorts } from '../../api-ports.ts';
import { changeOf, eachTarget, ordinalsOfChange, waitsForReview } from '../read/targets-of-group.ts';
import { nameTargets } from './name-targets.ts';

/** The part of a body that says which targets a decision is for. */
export interface Choice {
  readonly targets?: readonly string[] | null | undefined;
  /** The hash of a change, or its beginning. */
  readonly change_group?: string | null | undefined;
}

export interface DecidedTargets {
  /** Ordinals, both ends included. */
  readonly ranges: [number, number][];
  /** Those of them that wait for a review. */
  readonly reviewed: readonly ReviewedTarget[];
}

export interface ReviewedTarget {
  readonly ordinal: number;
  readonly path: string;
  /** Of its change. Null: it is not known. */
  readonly hash: string | null;
  /** How often it was steered. */
  readonly steered: number;
}

export async function decidedTargets(ports: ApiPorts, ledger: Ledger, choice: Choice): Promise<DecidedTargets | Refusal> {
  const { targets, change_group: group } = choice;
  const ofGroup = group == null ? undefined : await ordinalsOfChange(ports, ledger, group, { waiting: true });
  if (ofGroup && 'kind' in ofGroup) return ofGroup;
  if (ofGroup?.length === 0) return nobodyWaits(group ?? '');
  const named = targets == null ? mutable(rangesOf(ofGroup ?? [])) : await nameTargets(ports, ledger, targets);
  if ('kind' in named) return named;
  const reviewed = await readReviewed(ports, ledger, ordinalsIn(named));
  const others = group == null ? [] : outsideGroup(targets ?? [], reviewed, group);
  return others.length > 0 ? noneTouched(others) : { ranges: named, reviewed };
}

const mutable = (ranges: readonly (readonly [number, number])[]): [number, number][] => ranges.map(([from, to]) => [from, to]);

const nobodyWaits = (group: string): Refusal =>
  refuse(
    'INVALID_STATE',
    `No target waits for a review with the change ${group}: it was decided already, or these targets have another change now. See the changes that wait (GET …/diff/groups?waiting=true).`,
  );

/** @param paths of named targets */
function outsideGroup(paths: readonly string[], reviewed: readonly ReviewedTarget[], group: string): Problem[] {
  const known = new Map(reviewed.map((target) => [target.path, target]));
  return paths.flatMap((path, at): Problem[] => {
    const target = known.get(path);
    if (target?.hash?.startsWith(group)) return [];
    const message = target ? `${path} ${changeNow(target)}, not ${group}.` : `${path} waits for no review.`;
    return [{ path: `/targets/${at}`, code: 'INVALID_STATE', message }];
  });
}

/** `has the change 9f86d081 now` */
export const changeNow = ({ hash }: ReviewedTarget): string =>
  hash === null ? 'has no change that is known' : `has the change ${shortHash(hash)} now`;

export const shortHash = (hash: string): string => hash.slice(0, 8);

/** @param details why each of them does not fit */
export function noneTouched(details: readonly Problem[]): Refusal {
  const [first] = details;
  const which = details.length === 1 ? 'One of the targets does not fit' : `${details.length} of the targets do not fit`;
  return refuse('INVALID_STATE', `${which}, so none was touched (the first: ${first?.message ?? ''})`, { details });
}

async function readReviewed(ports: ApiPorts, ledger: Ledger, ordinals: readonly number[]): Promise<ReviewedTarget[]> {
  const found: ReviewedTarget[] = [];
  const waiting = ordinals.filter((ordinal) => waitsForReview(ledger, ordinal));
  for await (const record of eachTarget(ports, ledger, waiting)) found.push(reviewedTarget(record));
  return found;
}

function reviewedTarget(record: TargetRecord): ReviewedTarget {
  const { ordinal, path, outcomes } = record;
  const steered = Object.values(outcomes).filter(({ trigger }) => trigger === 'steer').length;
  return { ordinal, path, hash: changeOf(record)?.hash ?? null, steered };
}
