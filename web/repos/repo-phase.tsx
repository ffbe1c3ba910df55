/** The phase of a repository, as its page shows it. */
import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import Link from '@cloudscape-design/components/link';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { FleetView } from '../../contracts/http/fleet.ts';
import { isTerminalFleet } from '../../core/fleet.ts';
import { useFleet } from '../api/use-fleet.ts';
import { links } from '../frame/links.ts';
import { ReadState } from '../parts/read-state.tsx';
import { FleetStatusWord } from '../parts/status-word.tsx';
import { useIsStale } from '../parts/use-is-stale.ts';
import { fleetWords } from '../words/status-words.ts';
import { PhaseControl } from './phase-control.tsx';
import type { ShownPhase } from './use-shown-phase.ts';

interface Props {
  readonly phase: ShownPhase;
  readonly onAgain: () => void;
  readonly onHide: () => void;
}

export function RepoPhase({ phase, ...ends }: Props) {
  if (phase.yours) return <Own fleetId={phase.fleetId} {...ends} />;
  return (
    <Alert type="info" header="A fleet of somebody else has this repository for itself">
      {phase.status === undefined ? '' : `It is ${fleetWords[phase.status].toLowerCase()}. `}A phase can start when it has ended.
      Its owner or an operator can cancel it.
    </Alert>
  );
}

function Own({ fleetId, onAgain, onHide }: Omit<Props, 'phase'> & { readonly fleetId: string }) {
  const fleet = useFleet(fleetId);
  const isStale = useIsStale(fleet);
  return (
    <ReadState read={fleet} what="the phase">
      {(data) => (
        <Container header={<PhaseHeader fleet={data} onAgain={onAgain} onHide={onHide} />}>
          <PhaseControl fleet={data} isStale={isStale} />
        </Container>
      )}
    </ReadState>
  );
}

function PhaseHeader({ fleet, onAgain, onHide }: Omit<Props, 'phase'> & { readonly fleet: FleetView }) {
  const { fleet_id, title, status } = fleet;
  return (
    <Header
      variant="h2"
      description={<FleetStatusWord status={status} />}
      actions={
        isTerminalFleet(status) && (
          <SpaceBetween direction="horizontal" size="xs">
            <Button onClick={onHide}>Put away</Button>
            <Button variant="primary" iconName="gen-ai" onClick={onAgain}>
              Start again
            </Button>
          </SpaceBetween>
        )
      }
    >
      <Link href={links.fleet(fleet_id)} fontSize="heading-m">
        {title}
      </Link>
    </Header>
  );
}
