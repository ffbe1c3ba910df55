/** The heading of the targets: how many are shown, the commands on those that are selected, and the results as a file. */
import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { FleetView } from '../../contracts/http/fleet.ts';
import type { SelectionCommand, SelectionKind } from './selected-commands.ts';
import { readCsv } from './read-csv.ts';
import { useSaveFile } from './use-save-file.ts';
import { client } from '../api/browser-client.ts';

interface Props {
  readonly fleet: FleetView;
  readonly shown: number;
  /** Not all that fit were read yet. */
  readonly more: boolean;
  readonly selected: number;
  readonly commands: readonly SelectionCommand[];
  readonly reading: SelectionKind | undefined;
  readonly onAsk: (command: SelectionCommand) => void;
  readonly onSelectNone: () => void;
}

const number = (count: number): string => count.toLocaleString('en-US');

export function TargetsHeader({ fleet, shown, more, selected, commands, reading, onAsk, onSelectNone }: Props) {
  const csv = useSaveFile({ name: `${fleet.fleet_id}.csv`, type: 'text/csv', read: () => readCsv(fleet.fleet_id, client) });
  const { total } = fleet.progress;
  const counter = shown === total && !more ? `(${number(total)})` : `(${number(shown)}${more ? '+' : ''} of ${number(total)})`;
  return (
    <Header
      variant="h2"
      counter={counter}
      description={
        selected > 0 && (
          <span aria-live="polite">
            {number(selected)} selected.{' '}
            <Button variant="inline-link" onClick={onSelectNone}>
              Select none
            </Button>
          </span>
        )
      }
      actions={
        <SpaceBetween direction="horizontal" size="xs">
          {commands.map((command) => (
            <Button
              key={command.kind}
              loading={reading === command.kind}
              disabled={command.tooMany !== undefined || reading !== undefined}
              {...(command.tooMany === undefined ? {} : { disabledReason: command.tooMany })}
              onClick={() => {
                onAsk(command);
              }}
            >
              {command.label}
            </Button>
          ))}
          <Button
            iconName="download"
            loading={csv.isReading}
            onClick={csv.save}
            ariaLabel="Save the results of all targets as CSV"
          >
            CSV
          </Button>
        </SpaceBetween>
      }
    >
      Targets
    </Header>
  );
}
