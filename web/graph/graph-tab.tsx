/** The targets of a fleet with their groups and dependencies, as a picture, and as a list for those who do not see it. */
import Box from '@cloudscape-design/components/box';
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useMemo } from 'react';
import type { FleetView } from '../../contracts/http/fleet.ts';
import { useUrlState } from '../frame/use-url-state.ts';
import { CliLine } from '../parts/cli-line.tsx';
import { ReadState } from '../parts/read-state.tsx';
import { columnsOf } from './columns.ts';
import { CopyMermaid } from './copy-mermaid.tsx';
import { GraphList } from './graph-list.tsx';
import { GraphLegend } from './graph-legend.tsx';
import { edgeOf, graphParts, mostOpen, mostTargets } from './graph-parts.ts';
import { GraphPicture } from './graph-picture.tsx';
import { placeLanes } from './lanes.ts';
import { notDrawnWords } from './not-drawn.ts';
import { useGraph, type Graph } from './use-graph.ts';

export function GraphTab({ fleet }: { readonly fleet: FleetView }) {
  const [open, setOpen] = useUrlState('open');
  const { total } = fleet.progress;
  const expand = useMemo(() => (open === null ? [] : open.split(',')), [open]);
  const read = useGraph(fleet, total <= mostOpen || (total <= mostTargets && expand.length > 0));
  const toggle = (path: string): void => {
    const others = expand.filter((each) => each !== path && !each.startsWith(`${path}/`));
    setOpen([...others, ...(expand.includes(path) ? [] : [path])].join(','));
  };
  return (
    <SpaceBetween size="m">
      <Header variant="h2" counter={`(${total})`} description={aboutGraph(total)} actions={<CopyMermaid fleet={fleet} />}>
        Graph
      </Header>
      <ReadState read={read} what="the graph">
        {(graph) => <Drawn fleet={fleet} graph={graph} expand={expand} onToggle={toggle} />}
      </ReadState>
      <CliLine line={`bgagent fleet graph ${fleet.fleet_id}`} />
    </SpaceBetween>
  );
}

function aboutGraph(total: number): string {
  const point = 'Point at one to see what it waits for and what waits for it.';
  if (total <= mostOpen) return `A target starts when what it waits for, to the left of it, is done. ${point}`;
  const what = total <= mostTargets ? 'targets' : 'groups';
  return `A group is shown as one box. Press it to see the ${what} in it. ${point}`;
}

interface DrawnProps {
  readonly fleet: FleetView;
  readonly graph: Graph;
  readonly expand: readonly string[];
  readonly onToggle: (path: string) => void;
}

function Drawn({ fleet, graph, expand, onToggle }: DrawnProps) {
  const { total } = fleet.progress;
  // Groups and edges never change: only what is open moves something.
  const shape = JSON.stringify([graph.groups.map(({ path, from, to }) => [path, from, to]), graph.edges, expand]);
  const drawn = useMemo(() => {
    const { parts, arrows, leftOut } = graphParts(graph, total, expand);
    const waves = new Map(graph.nodes.map(({ ordinal, wave }) => [ordinal, wave]));
    const columns = columnsOf(parts, arrows, (ordinal) => waves.get(ordinal) ?? 1);
    const lanes = placeLanes(parts, arrows.length === 0 ? undefined : columns.of);
    return { lanes, arrows: columns.arrows, edges: graph.edges.map(edgeOf), notDrawn: notDrawnWords(leftOut, columns.against) };
    // eslint-disable-next-line react-hooks/exhaustive-deps -- the graph is a new object with each status; its shape says when to draw anew
  }, [shape, total]);
  return (
    <SpaceBetween size="s">
      <GraphLegend hasOptional={graph.edges.some(({ optional }) => optional)} />
      <GraphPicture fleet={fleet} graph={graph} {...drawn} canToggle={total > mostOpen} onToggle={onToggle} />
      {drawn.notDrawn.map((line) => (
        <Box key={line} color="text-body-secondary">
          {line}
        </Box>
      ))}
      <ExpandableSection headerText="The same as a list">
        <GraphList graph={graph} total={total} />
      </ExpandableSection>
    </SpaceBetween>
  );
}
