/** How far a fleet with steps is: its phases, what goes on, its tasks and its time. Of a fleet of one target its batches too. */
import Box from '@cloudscape-design/components/box';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import type { FleetView, TargetView } from '../../contracts/http/fleet.ts';
import { stepTitle } from '../../core/steps/step-words.ts';
import { ReadState } from '../parts/read-state.tsx';
import { useNow } from '../parts/use-now.ts';
import { PhaseBar } from './phase-bar.tsx';
import { countsOfStep, phaseView } from './phase-view.ts';
import { TaskBar } from './task-bar.tsx';
import { useOnlyTarget } from './use-only-target.ts';

export function PhaseProgress({ fleet }: { readonly fleet: FleetView }) {
  if (fleet.steps.length === 0) return null;
  return fleet.progress.total === 1 ? <OfOneTarget fleet={fleet} /> : <OfTargets fleet={fleet} />;
}

function OfOneTarget({ fleet }: { readonly fleet: FleetView }) {
  const target = useOnlyTarget(fleet);
  return (
    <ReadState read={target} what="the progress">
      {(data) => data && <Progress fleet={fleet} target={data} />}
    </ReadState>
  );
}

function Progress({ fleet, target }: { readonly fleet: FleetView; readonly target: TargetView }) {
  const { phases, headline, why, tasks, facts, healing, healed } = phaseView(fleet, target, useNow());
  return (
    <SpaceBetween size="xxs">
      <PhaseBar phases={phases} />
      <div role="status">
        <Box fontWeight="bold">{headline}</Box>
        {why !== undefined && <Box color="text-status-error">{why}</Box>}
        {healing !== undefined && <StatusIndicator type="warning">{healing}</StatusIndicator>}
      </div>
      {tasks && <TaskBar tasks={tasks} />}
      <Box fontSize="body-s" color="text-body-secondary">
        {facts.join(' · ')}
      </Box>
      {healed.length > 0 && healing === undefined && (
        <Box fontSize="body-s" color="text-body-secondary">
          Needed a heal: {healed.join(', ')}
        </Box>
      )}
    </SpaceBetween>
  );
}

function OfTargets({ fleet }: { readonly fleet: FleetView }) {
  return (
    <ol className="step-counts" aria-label="Phases">
      {fleet.steps.map((step) => (
        <li key={step.name}>
          <b>{stepTitle(step.name)}</b> {countsOfStep(step)}
        </li>
      ))}
    </ol>
  );
}
