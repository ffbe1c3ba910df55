/** The columns of the list of fleets. A narrow window has one, which says the same. */
import Box from '@cloudscape-design/components/box';
import Link from '@cloudscape-design/components/link';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { TableProps } from '@cloudscape-design/components/table';
import type { FleetSummary } from '../../contracts/fleet-records.ts';
import { links } from '../frame/links.ts';
import { Ago } from '../parts/ago.tsx';
import { StatusBar } from '../parts/status-bar.tsx';
import { FleetStatusWord } from '../parts/status-word.tsx';
import { costWords } from '../words/money.ts';
import { countsOf, progressWords, waitWords } from '../words/summary-words.ts';
import { labelsOf } from './fleet-filter.ts';

type Column = TableProps.ColumnDefinition<FleetSummary>;

export interface Pressed {
  readonly onOwner: (owner: string) => void;
  readonly onLabel: (label: string) => void;
  readonly onTeam: (team: string) => void;
}

/** The first ones of an id are its time: they differ between fleets. */
const shortId = (id: string): string => `${id.slice(0, 10)}…`;

const cost = ({ known_usd, unknown_cost_count }: FleetSummary): string =>
  costWords({ known_usd, unknown_count: unknown_cost_count });

function Name({ fleet, pressed }: { readonly fleet: FleetSummary; readonly pressed: Pressed }) {
  const { fleet_id, owner, teams, labels, title } = fleet;
  return (
    <div data-row>
      <Link href={links.fleet(fleet_id)}>{title}</Link>
      <div className="row-facts">
        <span title={fleet_id}>{shortId(fleet_id)}</span>
        <Press text={owner} label={`Only fleets of ${owner}`} onPress={pressed.onOwner} />
        {teams.map((team) => (
          <Press key={team} text={team} label={`Only fleets of the team ${team}`} onPress={pressed.onTeam} />
        ))}
        {labelsOf(labels).map((label) => (
          <Press key={label} text={label} label={`Only fleets with the label ${label}`} onPress={pressed.onLabel} />
        ))}
      </div>
    </div>
  );
}

interface PressProps {
  readonly text: string;
  readonly label: string;
  readonly onPress: (text: string) => void;
}

/** A word of a row that becomes a filter. */
function Press({ text, label, onPress }: PressProps) {
  return (
    <button
      type="button"
      className="row-filter"
      title={label}
      onClick={() => {
        onPress(text);
      }}
    >
      {text}
    </button>
  );
}

function Progress({ fleet }: { readonly fleet: FleetSummary }) {
  return (
    <div className="row-progress">
      <StatusBar counts={countsOf(fleet)} label={fleet.title} />
      <Box color="text-body-secondary" fontSize="body-s">
        {progressWords(fleet)}
      </Box>
    </div>
  );
}

function WaitsFor({ fleet }: { readonly fleet: FleetSummary }) {
  const words = waitWords(fleet);
  return words === undefined ? null : (
    <span className="two-lines" title={words}>
      {words}
    </span>
  );
}

const wide = (pressed: Pressed): readonly Column[] => [
  { id: 'fleet', header: 'Fleet', isRowHeader: true, cell: (fleet) => <Name fleet={fleet} pressed={pressed} />, minWidth: 220 },
  { id: 'status', header: 'Status', cell: ({ status }) => <FleetStatusWord status={status} />, minWidth: 140 },
  { id: 'progress', header: 'Progress', cell: (fleet) => <Progress fleet={fleet} />, minWidth: 180 },
  { id: 'waits', header: 'Waits for', cell: (fleet) => <WaitsFor fleet={fleet} />, minWidth: 180 },
  { id: 'cost', header: 'Cost', cell: cost, minWidth: 90 },
  { id: 'submitted', header: 'Submitted', cell: ({ created_at }) => <Ago at={created_at} />, minWidth: 110 },
];

function Row({ fleet, pressed }: { readonly fleet: FleetSummary; readonly pressed: Pressed }) {
  return (
    <SpaceBetween size="xxs">
      <Name fleet={fleet} pressed={pressed} />
      <FleetStatusWord status={fleet.status} />
      <Progress fleet={fleet} />
      <Box fontSize="body-s">
        {cost(fleet)} · submitted <Ago at={fleet.created_at} />
      </Box>
      <WaitsFor fleet={fleet} />
    </SpaceBetween>
  );
}

const narrow = (pressed: Pressed): readonly Column[] => [
  { id: 'fleet', header: 'Fleet', isRowHeader: true, cell: (fleet) => <Row fleet={fleet} pressed={pressed} /> },
];

export const fleetColumns = (pressed: Pressed, isNarrow: boolean): readonly Column[] =>
  isNarrow ? narrow(pressed) : wide(pressed);
