/** The phase of a repository while it runs, and when it has ended: its progress, and the commands of its fleet. It stands where the buttons were. */
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { FleetView } from '../../contracts/http/fleet.ts';
import { isTerminalFleet } from '../../core/fleet.ts';
import { useAsk } from '../commands/ask.tsx';
import { ReasonBanner } from '../reasons/reason-banner.tsx';
import { hasBanner, phaseActions } from './phase-actions.ts';
import { PhaseProgress } from '../phases/phase-progress.tsx';

interface Props {
  readonly fleet: FleetView;
  /** What is shown is too old to decide by. */
  readonly isStale: boolean;
}

export function PhaseControl({ fleet, isStale }: Props) {
  return (
    <SpaceBetween size="s">
      <PhaseProgress fleet={fleet} />
      {hasBanner(fleet) && <ReasonBanner fleet={fleet} />}
      <PhaseButtons fleet={fleet} isStale={isStale} />
    </SpaceBetween>
  );
}

function PhaseButtons({ fleet, isStale }: Props) {
  const ask = useAsk();
  const actions = phaseActions(fleet);
  if (actions.length === 0) return null;
  return (
    <SpaceBetween direction="horizontal" size="xs" alignItems="center">
      {actions.map(({ label, asked, isPrimary }) => (
        <Button
          key={label}
          variant={isPrimary ? 'primary' : 'normal'}
          disabled={isStale}
          {...(asked.kind === 'pause' ? { iconName: 'pause' } : {})}
          onClick={() => {
            ask(fleet, asked);
          }}
        >
          {label}
        </Button>
      ))}
      {fleet.reason?.code === 'merge_ready' && !isTerminalFleet(fleet.status) && (
        <Box color="text-body-secondary">It does not merge by itself: it waits for you.</Box>
      )}
    </SpaceBetween>
  );
}
