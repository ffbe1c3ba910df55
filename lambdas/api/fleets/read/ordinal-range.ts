/** Ordinals in a query: a range of them, and the refusal of one that the fleet does not have. */
import type { Ledger } from '../../../../core/ledger/ledger.ts';
import { validationError, type Refusal } from '../../answer.ts';

/** `4200-4299` or `4200`, both ends included; absent: all. */
export function rangeOf(ordinals: string | undefined): readonly [first: number, last: number] {
  if (ordinals === undefined) return [0, Infinity];
  const [first = '', last = first] = ordinals.split('-');
  return [Number(first), Number(last)];
}

/** The refusal of an ordinal behind the last target. A range that only ends behind it is cut there. */
export function beyondTheLast({ statuses }: Ledger, path: `/${string}`, ordinal: number): Refusal | undefined {
  if (ordinal < statuses.length) return undefined;
  const message = `The fleet has no target ${ordinal}: its ordinals are 0 to ${statuses.length - 1}.`;
  return { kind: 'error', error: validationError([{ path, code: 'INVALID_VALUE', message }]) };
}
