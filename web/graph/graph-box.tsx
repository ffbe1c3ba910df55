/** One box of a graph: a target, a whole group, or what there is no room for. */
import { colorBackgroundContainerContent } from '@cloudscape-design/design-tokens';
import { memo } from 'react';
import { navigate } from 'wouter/use-browser-location';
import { restText, textOfName } from '../../core/picture/labels.ts';
import { barOrder, statusSlug } from '../words/status-words.ts';
import { countsInWords } from '../parts/status-bar.tsx';
import { useNow } from '../parts/use-now.ts';
import { useTargetHref } from '../parts/use-target-href.ts';
import type { Placed, PlacedBox } from './lanes.ts';
import { aboutNode, countsOf, nameInBox, statusOfGroup, titleInFrame, tookOf, type Group, type Node } from './node-words.ts';
import type { Range } from './related.ts';

interface Props {
  readonly placed: PlacedBox;
  readonly node: Node | undefined;
  readonly group: Group | undefined;
  readonly isFaded: boolean;
  /** Of the box that is pointed at, or has the focus; undefined: none any more. */
  readonly onPoint: (range: Range | undefined) => void;
  readonly onToggle: (path: string) => void;
}

export const GraphBox = memo(function GraphBox({ placed, node, group, isFaded, onPoint, onToggle }: Props) {
  const { part } = placed;
  const enter = (): void => {
    onPoint(part);
  };
  const leave = (): void => {
    onPoint(undefined);
  };
  return (
    <g className={isFaded ? 'graph-faded' : undefined} onMouseEnter={enter} onMouseLeave={leave} onFocus={enter} onBlur={leave}>
      {node !== undefined && <TargetBox placed={placed} node={node} />}
      {group !== undefined && <GroupBox placed={placed} group={group} onToggle={onToggle} />}
      {node === undefined && group === undefined && (
        <text x={placed.x + 10} y={placed.y + 18} className="graph-name">
          {part.kind === 'rest' ? restText(part) : '…'}
        </text>
      )}
    </g>
  );
});

function TargetBox({ placed: { x, y, width, height }, node }: { readonly placed: Placed; readonly node: Node }) {
  const hrefOf = useTargetHref();
  const now = useNow();
  const colour = `var(--status-${statusSlug(node.status)})`;
  const about = aboutNode(node, now);
  const href = hrefOf(node.path);
  return (
    <>
      <a
        href={href}
        aria-label={about}
        className="graph-link"
        onClick={(event) => {
          // The links of the page that are HTML are followed in one place; this one is none.
          if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
          event.preventDefault();
          navigate(href);
        }}
      >
        <title>{about}</title>
        <rect
          x={x}
          y={y}
          width={width}
          height={height}
          rx={5}
          className={`graph-box ${node.status === 'PENDING' ? 'graph-dashed' : ''}`}
          style={{ stroke: colour, fill: colorBackgroundContainerContent }}
        />
        <rect x={x} y={y} width={5} height={height} rx={2} style={{ fill: colour }} />
        <text x={x + 12} y={y + height / 2 + 4} className="graph-name">
          {nameInBox(node)}
        </text>
      </a>
      <text x={x + width - 8} y={y + height / 2 + 4} className="graph-took" textAnchor="end" aria-hidden="true">
        {tookOf(node, now)}
      </text>
    </>
  );
}

interface GroupProps {
  readonly placed: Placed;
  readonly group: Group;
  readonly onToggle: (path: string) => void;
}

function GroupBox({ placed: { x, y, width, height }, group, onToggle }: GroupProps) {
  const colour = `var(--status-${statusSlug(statusOfGroup(group))})`;
  const about = `Open ${textOfName(group.path)}: ${countsInWords(group.counts)}`;
  return (
    <>
      <g
        role="button"
        tabIndex={0}
        aria-expanded={false}
        aria-label={about}
        className="graph-button"
        onClick={() => {
          onToggle(group.path);
        }}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' && event.key !== ' ') return;
          event.preventDefault();
          onToggle(group.path);
        }}
      >
        <title>{about}</title>
        <rect
          x={x}
          y={y}
          width={width}
          height={height}
          rx={5}
          className={`graph-box ${group.status === 'PENDING' ? 'graph-dashed' : ''}`}
          style={{ stroke: colour, fill: colorBackgroundContainerContent }}
        />
        <text x={x + 10} y={y + 19} className="graph-name">
          ▸ {titleInFrame(group.path, width - 60)}
        </text>
        <Bar x={x + 10} y={y + 30} width={width - 20} group={group} />
      </g>
      <text x={x + width - 8} y={y + 19} className="graph-took" textAnchor="end" aria-hidden="true">
        {countsOf(group)}
      </text>
    </>
  );
}

function Bar({
  x,
  y,
  width,
  group: { counts, from, to },
}: {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly group: Group;
}) {
  let at = x;
  return barOrder.map((status) => {
    const part = (counts[status] / (to - from)) * width;
    const start = at;
    at += part;
    return part === 0 ? null : (
      <rect key={status} x={start} y={y} width={part} height={8} style={{ fill: `var(--status-${statusSlug(status)})` }} />
    );
  });
}
