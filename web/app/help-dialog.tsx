/** The keys that do something now. */
import Box from '@cloudscape-design/components/box';
import Modal from '@cloudscape-design/components/modal';
import { Fragment } from 'react';
import { useCell } from '../frame/use-cell.ts';
import { keyNames } from '../frame/keyboard.ts';
import { letterKeys } from '../frame/preferences.ts';
import { shortcuts } from '../frame/shortcuts.ts';

export function HelpDialog({ onClose }: { readonly onClose: () => void }) {
  const list = useCell(shortcuts);
  const areOff = useCell(letterKeys) === 'off';
  // The last one of a key counts.
  const shown = [...new Map(list.map(({ key, label }) => [key, label]))];
  return (
    <Modal visible header="Keyboard" onDismiss={onClose} closeAriaLabel="Close">
      {areOff && <Box variant="p">Single letters and signs are switched off in Settings.</Box>}
      <table className="keys">
        <tbody>
          {shown.map(([key, label]) => (
            <tr key={key}>
              <th scope="row">
                {keyNames(key).map((name, index) => (
                  <Fragment key={name}>
                    {index > 0 && ' then '}
                    <kbd>{name}</kbd>
                  </Fragment>
                ))}
              </th>
              <td>{label}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <Box variant="p" color="text-body-secondary">
        They do nothing while you type.
      </Box>
    </Modal>
  );
}
