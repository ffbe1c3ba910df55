/** The heads of the columns of the table of many targets. */
import type { VirtualTargetsProps } from './virtual-props.tsx';

const columns = [
  ['number', 'No.'],
  ['path', 'Target'],
  ['status', 'Status'],
  ['step', 'Step'],
  ['try', 'Try'],
  ['pr', 'PR'],
  ['change', 'Changed'],
  ['cost', 'Cost'],
  ['took', 'Took'],
  ['reason', 'Reason or last line'],
] as const;

interface Props extends Pick<VirtualTargetsProps, 'fleet' | 'shown' | 'onToggleAll'> {
  readonly isAll: boolean;
}

export function VirtualHead({ fleet, shown, isAll, onToggleAll }: Props) {
  const hasSteps = fleet.steps.length > 0;
  return (
    <div role="rowgroup">
      <div role="row" aria-rowindex={1} className="target-row target-head">
        <div role="columnheader" aria-colindex={1} className="target-select">
          <label>
            <input
              type="checkbox"
              checked={isAll}
              aria-label={`Select all ${shown.ordinals.length.toLocaleString('en-US')} targets that are shown`}
              onChange={onToggleAll}
            />
          </label>
        </div>
        {columns
          .filter(([name]) => hasSteps || name !== 'step')
          .map(([name, title], index) => (
            <div key={name} role="columnheader" aria-colindex={index + 2} className={`of-${name}`}>
              {title}
            </div>
          ))}
      </div>
    </div>
  );
}
