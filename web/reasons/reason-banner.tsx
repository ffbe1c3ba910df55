/** Why a fleet waits for a person, and what helps, each with what it would do. Nothing where there is nothing to decide. */
import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { FleetView } from '../../contracts/http/fleet.ts';
import { isTerminalFleet } from '../../core/fleet.ts';
import { plainLine } from '../../core/text/plain-text.ts';
import { links } from '../frame/links.ts';
import { CommandButton } from '../commands/command-button.tsx';
import { Ago } from '../parts/ago.tsx';
import { reasonRows, type Look, type Row } from './reason-rows.ts';
import { reasonHeading, sentenceOf } from './reason-words.ts';

export function ReasonBanner({ fleet }: { readonly fleet: FleetView }) {
  const rows = reasonRows(fleet);
  const heading = reasonHeading(fleet);
  if (heading === undefined && rows.length === 0) return null;
  const { reason } = fleet;
  return (
    <Alert
      type={isTerminalFleet(fleet.status) || heading === undefined ? 'info' : 'warning'}
      header={
        <>
          {heading ?? 'Some targets wait for a person'}
          {reason && heading !== undefined && (
            <>
              , <Ago at={reason.since} />
            </>
          )}
        </>
      }
    >
      <SpaceBetween size="xs">
        {reason && <Box>{sentenceOf(reason.message)}</Box>}
        {rows.length > 0 && (
          <ul className="reason-rows" aria-label="What helps">
            {rows.map((row, at) => (
              <ReasonRow key={row.id} fleet={fleet} row={row} isFirst={at === 0} />
            ))}
          </ul>
        )}
      </SpaceBetween>
    </Alert>
  );
}

interface RowProps {
  readonly fleet: FleetView;
  readonly row: Row;
  readonly isFirst: boolean;
}

function ReasonRow({ fleet, row, isFirst }: RowProps) {
  const { does, label, says } = row;
  const look = { variant: isFirst ? 'primary' : 'normal', fullWidth: true } as const;
  return (
    <li>
      {'ask' in does ? (
        <CommandButton {...look} fleet={fleet} asked={does.ask}>
          {label}
        </CommandButton>
      ) : (
        <Button {...look} href={placeOf(fleet, does.look)}>
          {label}
        </Button>
      )}
      <span>{plainLine(says)}</span>
    </li>
  );
}

const placeOf = ({ fleet_id }: FleetView, look: Look): string => {
  if (look === 'changes') return links.fleet(fleet_id, { tab: 'changes' });
  return links.fleet(fleet_id, look === 'failed' ? { status: 'failed' } : { waiting: 'true' });
};
