/** A second start: another fleet has the repository for itself. It can be looked at, and cancelled. */
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { OneRepository } from '../../contracts/http/repo-operations.ts';
import { useFleet } from '../api/use-fleet.ts';
import { links } from '../frame/links.ts';
import { useAsk } from '../commands/ask.tsx';
import { CliLine } from '../parts/cli-line.tsx';
import { ReadState } from '../parts/read-state.tsx';
import { FleetStatusWord } from '../parts/status-word.tsx';
import { PhaseProgress } from '../phases/phase-progress.tsx';

type Running = NonNullable<OneRepository['exclusive_fleet']>;

interface Props {
  readonly repo: string;
  readonly running: Running;
  readonly onClose: () => void;
}

export function InProgress(props: Props) {
  return props.running.yours ? <Yours {...props} /> : <Another {...props} />;
}

function Yours({ repo, running: { fleet_id }, onClose }: Props) {
  const fleet = useFleet(fleet_id);
  const ask = useAsk();
  const { data } = fleet;
  return (
    <Modal
      visible
      header="Already in progress"
      closeAriaLabel="Close"
      onDismiss={onClose}
      footer={
        <Box float="right">
          <SpaceBetween direction="horizontal" size="xs">
            <Button variant="link" onClick={onClose}>
              Not now
            </Button>
            {data?.actions.includes('cancel') && (
              <Button
                onClick={() => {
                  // Two dialogs above each other would hide what is asked.
                  onClose();
                  ask(data, { kind: 'cancel' });
                }}
              >
                Cancel that one…
              </Button>
            )}
            <Button variant="primary" href={links.fleet(fleet_id)}>
              Look at it
            </Button>
          </SpaceBetween>
        </Box>
      }
    >
      <SpaceBetween size="m">
        <Box>A fleet has {repo} for itself until it ends. Another phase can start after that.</Box>
        <ReadState read={fleet} what="that fleet">
          {(view) => (
            <SpaceBetween size="xs">
              <Box fontWeight="bold">
                {view.title} <FleetStatusWord status={view.status} />
              </Box>
              <PhaseProgress fleet={view} />
            </SpaceBetween>
          )}
        </ReadState>
        <CliLine line={`bgagent fleet cancel ${fleet_id}`} />
      </SpaceBetween>
    </Modal>
  );
}

function Another({ repo, running: { status }, onClose }: Props) {
  return (
    <Modal
      visible
      header="Already in progress"
      closeAriaLabel="Close"
      onDismiss={onClose}
      footer={
        <Box float="right">
          <Button variant="primary" onClick={onClose}>
            Close
          </Button>
        </Box>
      }
    >
      A fleet of somebody else has {repo} for itself: <FleetStatusWord status={status} />. Another phase can start when it has
      ended. Its owner or an operator can cancel it.
    </Modal>
  );
}
