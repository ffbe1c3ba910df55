/** The order of rows, where all of them are there. */
import type { TargetView } from '../../contracts/http/fleet.ts';
import { barOrder } from '../words/status-words.ts';

export const sortColumns = ['ordinal', 'status', 'cost', 'took'] as const;
export type SortColumn = (typeof sortColumns)[number];

export interface Order {
  readonly by: SortColumn;
  readonly descending: boolean;
}

type Row = Pick<TargetView, 'ordinal' | 'status' | 'cost_usd' | 'duration_s'>;

const valueOf: Readonly<Record<SortColumn, (row: Row) => number | null>> = {
  ordinal: ({ ordinal }) => ordinal,
  status: ({ status }) => barOrder.indexOf(status),
  cost: ({ cost_usd }) => cost_usd,
  took: ({ duration_s }) => duration_s,
};

/** Rows with the same value stay in the order of their ordinals; those without one come last, whichever the direction. */
export function sortRows<T extends Row>(rows: readonly T[], { by, descending }: Order): T[] {
  const sign = descending ? -1 : 1;
  return [...rows].sort((a, b) => {
    const [one, other] = [valueOf[by](a), valueOf[by](b)];
    if (one === other) return a.ordinal - b.ordinal;
    if (one === null) return 1;
    return other === null ? -1 : sign * (one - other);
  });
}
