/** The picture of a graph in its own box, which scrolls and zooms. What is related to the box that is pointed at stays, the rest fades. */
import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useId, useMemo, useRef, useState } from 'react';
import type { FleetView } from '../../contracts/http/fleet.ts';
import type { Edge } from '../../core/graph/graph.ts';
import type { Arrow } from '../../core/picture/arrows.ts';
import { GraphBox } from './graph-box.tsx';
import { GraphFrame } from './graph-frame.tsx';
import { pathOfArrow, type Lanes, type Placed } from './lanes.ts';
import { relatedTo, type Range } from './related.ts';
import type { Graph } from './use-graph.ts';
import { fitting, zoomOfKey, zoomed } from './zoom.ts';

interface Props {
  readonly fleet: FleetView;
  readonly graph: Graph;
  readonly lanes: Lanes;
  readonly arrows: readonly Arrow[];
  readonly edges: readonly Edge[];
  /** Whether groups are opened and closed by a click. */
  readonly canToggle: boolean;
  readonly onToggle: (path: string) => void;
}

export function GraphPicture(props: Props) {
  const { fleet, lanes } = props;
  const box = useRef<HTMLDivElement>(null);
  const [scale, setScale] = useState(1);
  const fit = (): void => {
    setScale(fitting(lanes.width, (box.current?.clientWidth ?? lanes.width) - 2));
  };
  return (
    <div>
      <SpaceBetween size="xs" direction="horizontal" alignItems="center">
        <Button
          iconName="zoom-out"
          variant="icon"
          ariaLabel="Smaller"
          onClick={() => {
            setScale(zoomed(scale, -1));
          }}
        />
        <Button
          iconName="zoom-in"
          variant="icon"
          ariaLabel="Larger"
          onClick={() => {
            setScale(zoomed(scale, 1));
          }}
        />
        <Button variant="inline-link" onClick={fit}>
          Fit
        </Button>
        <span role="status">{Math.round(scale * 100)} %</span>
      </SpaceBetween>
      {/* It scrolls by itself, so the keyboard must reach it. */}
      <div
        ref={box}
        className="graph-room"
        role="group"
        aria-label={`Graph of ${fleet.title}. Keys + and − change its size.`}
        tabIndex={0}
        onKeyDown={(event) => {
          const next = event.ctrlKey || event.metaKey ? undefined : zoomOfKey(event.key, scale);
          if (next !== undefined) setScale(next);
        }}
      >
        <Picture {...props} scale={scale} />
      </div>
    </div>
  );
}

function Picture({ fleet, graph, lanes, arrows, edges, canToggle, onToggle, scale }: Props & { readonly scale: number }) {
  const [pointed, setPointed] = useState<Range>();
  const { total } = fleet.progress;
  const related = useMemo(() => (pointed === undefined ? undefined : relatedTo(pointed, edges, total)), [pointed, edges, total]);
  const nodes = useMemo(() => new Map(graph.nodes.map((node) => [node.ordinal, node])), [graph]);
  const groups = useMemo(() => new Map(graph.groups.map((group) => [group.path, group])), [graph]);
  return (
    <svg
      className="graph"
      width={lanes.width * scale}
      height={lanes.height * scale}
      viewBox={`0 0 ${lanes.width} ${lanes.height}`}
      role="group"
      aria-label={`Targets of ${fleet.title}`}
    >
      {lanes.frames.map((placed, at) => (
        <GraphFrame
          key={placed.part.id}
          placed={placed}
          group={groups.get(placed.part.path)}
          isShaded={at % 2 === 0}
          onToggle={canToggle ? onToggle : undefined}
        />
      ))}
      <Arrows lanes={lanes} arrows={arrows} joins={related?.joins} />
      {lanes.boxes.map((placed) => (
        <GraphBox
          key={placed.part.id}
          placed={placed}
          node={placed.part.kind === 'target' ? nodes.get(placed.part.from) : undefined}
          group={placed.part.kind === 'group' ? groups.get(placed.part.path) : undefined}
          isFaded={related !== undefined && !related.has(placed.part)}
          onPoint={setPointed}
          onToggle={onToggle}
        />
      ))}
    </svg>
  );
}

interface ArrowsProps extends Pick<Props, 'lanes' | 'arrows'> {
  /** Whether an arrow is one of the ways to what is pointed at; undefined: nothing is. */
  readonly joins: ((on: Range, dependent: Range) => boolean) | undefined;
}

function Arrows({ lanes, arrows, joins }: ArrowsProps) {
  const id = useId();
  const placed = useMemo(
    () => new Map<string, Placed>([...lanes.boxes, ...lanes.frames].map((each) => [each.part.id, each])),
    [lanes],
  );
  return (
    <g aria-hidden="true">
      <defs>
        <marker id={id} viewBox="0 0 8 8" refX="8" refY="4" markerWidth="8" markerHeight="8" orient="auto">
          <path d="M0 0L8 4L0 8z" className="graph-head" />
        </marker>
      </defs>
      {arrows.map((arrow) => {
        const { from, to, optional } = arrow;
        const state = joins === undefined ? '' : joins(from, to) ? 'graph-joined' : 'graph-faded';
        return (
          <path
            key={`${from.id} ${to.id}`}
            className={`graph-arrow ${optional ? 'graph-optional' : ''} ${state}`}
            d={pathOfArrow(arrow, placed)}
            markerEnd={`url(#${id})`}
          />
        );
      })}
    </g>
  );
}
