/** One row of the table of many targets. */
import { memo, type MouseEvent } from 'react';
import type { TargetStatus } from '../../core/fleet.ts';
import type { TargetView } from '../../contracts/http/fleet.ts';
import { costInRow, tookWords, tryOf } from './row-words.ts';
import { ChangeCell, PullRequestCell, ReasonCell, StatusCell, TargetLink } from './target-cells.tsx';

export interface VirtualRowProps {
  readonly ordinal: number;
  /** Its place in the list, from 0. */
  readonly index: number;
  /** Pixels from the beginning of the list. */
  readonly top: number;
  readonly row: TargetView | undefined;
  readonly status: TargetStatus;
  readonly href: string | undefined;
  readonly isSelected: boolean;
  /** The row that Tab reaches. */
  readonly isCursor: boolean;
  /** Whether its target is open beside the list. */
  readonly isOpen: boolean;
  readonly hasSteps: boolean;
  readonly onToggle: (ordinal: number, range: boolean) => void;
  readonly onOpen: (ordinal: number) => void;
}

export const VirtualRow = memo(function VirtualRow(props: VirtualRowProps) {
  const { ordinal, index, top, row, isSelected, isCursor, isOpen, onOpen } = props;
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      aria-selected={isSelected}
      aria-current={isOpen || undefined}
      data-ordinal={ordinal}
      tabIndex={isCursor ? 0 : -1}
      className="target-row"
      style={{ transform: `translateY(${top}px)` }}
      onClick={(event) => {
        if (!isOfItself(event)) onOpen(ordinal);
      }}
    >
      <SelectCell {...props} />
      <FirstCells {...props} />
      {row === undefined ? <UnknownCells hasSteps={props.hasSteps} /> : <KnownCells row={row} hasSteps={props.hasSteps} />}
    </div>
  );
});

/** A click on a link or a box does its own. */
const isOfItself = ({ target }: MouseEvent): boolean => target instanceof Element && target.closest('a, input, label') !== null;

function SelectCell({ ordinal, row, isSelected, isCursor, onToggle }: VirtualRowProps) {
  return (
    <div role="gridcell" aria-colindex={1} className="target-select">
      <label>
        <input
          type="checkbox"
          checked={isSelected}
          tabIndex={isCursor ? 0 : -1}
          aria-label={`Select ${row?.path ?? `target ${ordinal}`}`}
          onChange={(event) => {
            // A browser changes a box by a click, also where it was a key.
            onToggle(ordinal, event.nativeEvent instanceof MouseEvent && event.nativeEvent.shiftKey);
          }}
        />
      </label>
    </div>
  );
}

function FirstCells({ ordinal, row, status, href, isCursor }: VirtualRowProps) {
  return (
    <>
      <div role="gridcell" aria-colindex={2} className="of-number">
        {ordinal.toLocaleString('en-US')}
      </div>
      <div role="rowheader" aria-colindex={3} className="of-path">
        {row === undefined || href === undefined ? (
          <span className="target-unknown">…</span>
        ) : (
          <TargetLink path={row.path} href={href} tabIndex={isCursor ? 0 : -1} />
        )}
      </div>
      <div role="gridcell" aria-colindex={4} className="of-status">
        <StatusCell row={row} status={status} />
      </div>
    </>
  );
}

function KnownCells({ row, hasSteps }: { readonly row: TargetView; readonly hasSteps: boolean }) {
  const cells = [
    ...(hasSteps ? [['step', row.step ?? '–'] as const] : []),
    ['try', tryOf(row)] as const,
    ['pr', <PullRequestCell key="pr" url={row.pr_url} />] as const,
    ['change', <ChangeCell key="change" change={row.change} />] as const,
    ['cost', costInRow(row)] as const,
    ['took', tookWords(row.duration_s)] as const,
    ['reason', <ReasonCell key="reason" row={row} />] as const,
  ];
  return cells.map(([name, cell], index) => (
    <div key={name} role="gridcell" aria-colindex={index + 5} className={`of-${name}`}>
      {cell}
    </div>
  ));
}

function UnknownCells({ hasSteps }: { readonly hasSteps: boolean }) {
  const names = [...(hasSteps ? ['step'] : []), 'try', 'pr', 'change', 'cost', 'took', 'reason'];
  return names.map((name, index) => <div key={name} role="gridcell" aria-colindex={index + 5} className={`of-${name}`} />);
}
