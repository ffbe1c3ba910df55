/** The graph as a list: each group with its counts, each target with its status and what it waits for. */
import Link from '@cloudscape-design/components/link';
import { useMemo } from 'react';
import { textOfName } from '../../core/picture/labels.ts';
import { countsInWords } from '../parts/status-bar.tsx';
import { useNow } from '../parts/use-now.ts';
import { useTargetHref } from '../parts/use-target-href.ts';
import { waitsOf } from './list-words.ts';
import { aboutNode } from './node-words.ts';
import type { Graph } from './use-graph.ts';

export function GraphList({ graph, total }: { readonly graph: Graph; readonly total: number }) {
  const hrefOf = useTargetHref();
  const now = useNow();
  const waits = useMemo(() => waitsOf(graph, total), [graph, total]);
  return (
    <ul className="graph-list">
      {graph.groups.map(({ path, counts, from, to }) => (
        <li key={`group ${path}`}>
          Group {textOfName(path)}: {countsInWords(counts)}
          {waits(from, to) !== '' && `. Waits for ${waits(from, to)}`}
        </li>
      ))}
      {graph.nodes.map((node) => (
        <li key={node.ordinal}>
          <Link href={hrefOf(node.path)}>{aboutNode(node, now)}</Link>
          {waits(node.ordinal, node.ordinal + 1) !== '' && `. Waits for ${waits(node.ordinal, node.ordinal + 1)}`}
        </li>
      ))}
    </ul>
  );
}
