/** The targets of a fleet that has few: all rows are there, so they can be sorted. */
import Table, { type TableProps } from '@cloudscape-design/components/table';
import { useMemo, useRef, useState, type ReactNode } from 'react';
import type { TargetView } from '../../contracts/http/fleet.ts';
import { useNarrow } from '../parts/use-narrow.ts';
import { selectAmong } from './selection.ts';
import { sortRows, sortColumns, type Order } from './sort-rows.ts';
import { costInRow, tookWords, tryOf } from './row-words.ts';
import type { ListProps } from './list-props.ts';
import { useLinkKeys } from './use-link-keys.ts';
import { ChangeCell, PullRequestCell, ReasonCell, StatusCell, TargetLink } from './target-cells.tsx';

type Column = TableProps.ColumnDefinition<TargetView>;

const columnsOf = (hrefOf: (path: string) => string, openPath: string | null, hasSteps: boolean): Column[] => [
  {
    id: 'ordinal',
    header: 'Target',
    isRowHeader: true,
    sortingField: 'ordinal',
    minWidth: 140,
    cell: ({ path }) => <TargetLink path={path} href={hrefOf(path)} isOpen={path === openPath} />,
  },
  { id: 'status', header: 'Status', sortingField: 'status', cell: (row) => <StatusCell row={row} status={row.status} /> },
  ...(hasSteps ? [{ id: 'step', header: 'Step', cell: ({ step }: TargetView) => step ?? '–' }] : []),
  { id: 'try', header: 'Try', cell: (row) => tryOf(row) },
  { id: 'pr', header: 'PR', cell: ({ pr_url }) => <PullRequestCell url={pr_url} /> },
  { id: 'change', header: 'Changed', cell: ({ change }) => <ChangeCell change={change} /> },
  { id: 'cost', header: 'Cost', sortingField: 'cost', cell: (row) => costInRow(row) },
  { id: 'took', header: 'Took', sortingField: 'took', cell: ({ duration_s }) => tookWords(duration_s) },
  { id: 'reason', header: 'Reason or last line', minWidth: 160, cell: (row) => <ReasonCell row={row} /> },
];

/** The others are in the panel. */
const onPhone = new Set(['ordinal', 'status']);

interface Props extends Pick<ListProps, 'fleet' | 'onSelect'> {
  readonly rows: readonly TargetView[];
  readonly selected: ReadonlySet<number>;
  readonly openPath: string | null;
  readonly hrefOf: (path: string) => string;
  readonly onOpen: (path: string) => void;
  readonly empty: ReactNode;
}

export function SmallTargets({ fleet, rows, selected, openPath, onSelect, hrefOf, onOpen, empty }: Props) {
  const [order, setOrder] = useState<Order>({ by: 'ordinal', descending: false });
  const columns = useMemo(() => columnsOf(hrefOf, openPath, fleet.steps.length > 0), [hrefOf, openPath, fleet.steps.length]);
  const sorted = useMemo(() => sortRows(rows, order), [rows, order]);
  const narrow = useNarrow();
  const place = useRef<HTMLDivElement>(null);
  useLinkKeys(place, { rows: sorted, openPath, onSelect, onOpen });
  return (
    <div ref={place}>
      <Table<TargetView>
        variant="embedded"
        items={sorted}
        columnDefinitions={narrow ? columns.filter(({ id = '' }) => onPhone.has(id)) : columns}
        trackBy="path"
        selectionType="multi"
        selectedItems={sorted.filter(({ ordinal }) => selected.has(ordinal))}
        onSelectionChange={({ detail }) => {
          const [shown, chosen] = [rows, detail.selectedItems].map((some) => some.map(({ ordinal }) => ordinal));
          onSelect((before) => selectAmong(before, shown ?? [], chosen ?? []));
        }}
        ariaLabels={{
          tableLabel: `Targets of ${fleet.title}`,
          selectionGroupLabel: 'Select targets',
          allItemsSelectionLabel: () => 'Select all targets that are shown',
          itemSelectionLabel: (_, { path }) => `Select ${path}`,
        }}
        sortingColumn={{ sortingField: order.by }}
        sortingDescending={order.descending}
        onSortingChange={({ detail: { sortingColumn, isDescending = false } }) => {
          const by = sortColumns.find((column) => column === sortingColumn.sortingField);
          if (by !== undefined) setOrder({ by, descending: isDescending });
        }}
        onRowClick={({ detail: { item } }) => {
          onOpen(item.path);
        }}
        empty={empty}
      />
    </div>
  );
}
