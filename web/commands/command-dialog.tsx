/** The dialog of a command: what it would do, in numbers, and the button that sends it. */
import Modal from '@cloudscape-design/components/modal';
import type { FleetView } from '../../contracts/http/fleet.ts';
import type { Asked } from './asked.ts';

interface Props {
  readonly fleet: FleetView;
  readonly asked: Asked;
  readonly onClose: () => void;
}

export function CommandDialog({ fleet, asked, onClose }: Props) {
  return (
    <Modal visible header={asked.kind} onDismiss={onClose} closeAriaLabel="Close">
      {fleet.title}
    </Modal>
  );
}
