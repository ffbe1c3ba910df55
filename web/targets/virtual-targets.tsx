/** The targets of a fleet that has many: only the rows that are seen are in the page, and only their ranges are read. */
import { useImperativeHandle, useRef, type KeyboardEvent } from 'react';
import { useRowKeys } from './use-row-keys.ts';
import { ordinalFrom, stepOfKey } from './row-order.ts';
import { blocksOf, rangeOfBlock } from './row-reads.ts';
import { filterQuery } from './target-filter.ts';
import { useRows } from './use-rows.ts';
import { useVirtualList, type VirtualList } from './use-virtual-list.ts';
import type { VirtualTargetsProps } from './virtual-props.tsx';
import { VirtualHead } from './virtual-head.tsx';
import { VirtualRow } from './virtual-row.tsx';

export function VirtualTargets(props: VirtualTargetsProps) {
  const { fleet, shown, selected, onToggle, onOpen, handle } = props;
  const { ordinals, found } = shown;
  const scroller = useRef<HTMLDivElement>(null);
  const list = useVirtualList(scroller, ordinals);
  const { focus, cursor } = list;
  useImperativeHandle(handle, () => ({ focus }), [focus]);
  useRowKeys({
    ...{ ordinals, cursor, onMove: focus, onOpen },
    onToggle: (ordinal) => {
      onToggle(ordinal, false);
    },
  });
  return (
    <div
      role="grid"
      aria-label={`Targets of ${fleet.title}`}
      aria-rowcount={found.hasMore ? -1 : ordinals.length + 1}
      aria-colcount={fleet.steps.length > 0 ? 11 : 10}
      aria-multiselectable
      className={fleet.steps.length > 0 ? 'targets-grid with-steps' : 'targets-grid'}
      onKeyDown={(event) => {
        moveByKey(event, ordinals, list);
      }}
    >
      <VirtualHead {...props} isAll={ordinals.length > 0 && ordinals.every((ordinal) => selected.has(ordinal))} />
      <div role="rowgroup" className="targets-scroller" ref={scroller}>
        <VirtualRows {...props} list={list} />
      </div>
    </div>
  );
}

/** The keys of a grid: a row holds the focus. */
function moveByKey(event: KeyboardEvent, ordinals: readonly number[], { cursor, seen, focus }: VirtualList): void {
  const by = stepOfKey(event.key, seen);
  if (by === undefined || event.ctrlKey || event.altKey || event.metaKey) return;
  const next = ordinalFrom(ordinals, cursor, by);
  if (next === undefined) return;
  event.preventDefault();
  focus(next);
}

function VirtualRows(props: VirtualTargetsProps & { readonly list: VirtualList }) {
  const { fleet, filter, shown, selected, openPath, hrefOf, onToggle, onOpen, list } = props;
  const { ordinals, statuses } = shown;
  const ranges = blocksOf(list.items.map(({ index }) => index)).flatMap((block) => rangeOfBlock(ordinals, block) ?? []);
  const { rowOf } = useRows(fleet, filterQuery(filter), ranges);
  return (
    <div role="presentation" style={{ height: list.height, position: 'relative' }}>
      {list.items.map(({ index, start }) => {
        const ordinal = ordinals[index] ?? 0;
        const row = rowOf(ordinal);
        return (
          <VirtualRow
            key={ordinal}
            {...{ ordinal, index, row, onToggle, onOpen }}
            top={start}
            status={statuses[ordinal] ?? 'PENDING'}
            href={row && hrefOf(row.path)}
            isSelected={selected.has(ordinal)}
            isCursor={ordinal === list.cursor}
            isOpen={row !== undefined && row.path === openPath}
            hasSteps={fleet.steps.length > 0}
          />
        );
      })}
    </div>
  );
}
