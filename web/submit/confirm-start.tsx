/** Asks before many targets are started, or much money may be spent. */
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { PlanView } from '../../contracts/http/plan.ts';
import { plural } from '../../core/text/plural.ts';
import { CliLine } from '../parts/cli-line.tsx';
import { costRange } from './plan-words.ts';

interface Props {
  readonly plan: PlanView;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
}

export function ConfirmStart({ plan, onConfirm, onClose }: Props) {
  const targets = plural(plan.targets.length, 'target');
  return (
    <Modal
      visible
      header={`Start ${targets}?`}
      closeAriaLabel="Close"
      onDismiss={onClose}
      footer={
        <Box float="right">
          <SpaceBetween direction="horizontal" size="xs">
            <Button onClick={onClose}>Not yet</Button>
            <Button variant="primary" onClick={onConfirm}>
              Start {targets}
            </Button>
          </SpaceBetween>
        </Box>
      }
    >
      <SpaceBetween size="s">
        <span>
          This starts work for {targets}, {plan.limits.max_concurrency} at a time. It may cost: {costRange(plan)}.
        </span>
        <CliLine line="bgagent fleet submit -f fleet.yaml --yes" />
      </SpaceBetween>
    </Modal>
  );
}
