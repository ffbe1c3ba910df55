/** The frame around what is in a group, with its name. */
import { textOfName } from '../../core/picture/labels.ts';
import { countsInWords } from '../parts/status-bar.tsx';
import { statusSlug } from '../words/status-words.ts';
import type { PlacedFrame } from './lanes.ts';
import { statusOfGroup, titleInFrame, type Group } from './node-words.ts';

interface Props {
  readonly placed: PlacedFrame;
  readonly group: Group | undefined;
  /** Every other frame has a shade, so that nested ones are told apart. */
  readonly isShaded: boolean;
  /** Absent: it cannot be closed. */
  readonly onToggle: ((path: string) => void) | undefined;
}

export function GraphFrame({ placed: { part, x, y, width, height }, group, isShaded, onToggle }: Props) {
  const colour = group === undefined ? 'currentcolor' : `var(--status-${statusSlug(statusOfGroup(group))})`;
  const title = group === undefined ? part.path : `${textOfName(part.path)}: ${countsInWords(group.counts)}`;
  const text = (
    <text x={x + 10} y={y + 16} className="graph-title">
      {onToggle === undefined ? '' : '▾ '}
      {titleInFrame(part.path, width)}
    </text>
  );
  return (
    <g>
      <title>{title}</title>
      <rect
        x={x}
        y={y}
        width={width}
        height={height}
        rx={8}
        className={isShaded ? 'graph-frame graph-shade' : 'graph-frame'}
        style={{ stroke: colour }}
      />
      {onToggle === undefined ? (
        text
      ) : (
        <g
          role="button"
          tabIndex={0}
          className="graph-button"
          aria-expanded
          aria-label={`Close ${title}`}
          onClick={() => {
            onToggle(part.path);
          }}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' && event.key !== ' ') return;
            event.preventDefault();
            onToggle(part.path);
          }}
        >
          <rect x={x + 2} y={y + 2} width={width - 4} height={20} className="graph-hit" />
          {text}
        </g>
      )}
    </g>
  );
}
