/** The decision log of a fleet: what was decided, by whom and why, the newest first. */
import Badge from '@cloudscape-design/components/badge';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import Link from '@cloudscape-design/components/link';
import Multiselect from '@cloudscape-design/components/multiselect';
import Table, { type TableProps } from '@cloudscape-design/components/table';
import { useEffect } from 'react';
import type { FleetView, LogEntryView } from '../../contracts/http/fleet.ts';
import { plainText } from '../../core/text/plain-text.ts';
import { links } from '../frame/links.ts';
import { useUrlState } from '../frame/use-url-state.ts';
import { ReadState } from '../parts/read-state.tsx';
import { actionsIn, actionWord, colourOf, timeOfEntry, whoOf, withActions, type Log } from './log-words.ts';
import { useLog } from './use-log.ts';

export function LogTab({ fleet }: { readonly fleet: FleetView }) {
  const [seqText] = useUrlState('seq');
  const seq = seqText !== null && /^\d{1,9}$/.test(seqText) ? Number(seqText) : null;
  const log = useLog(fleet, seq);
  return (
    <ReadState read={log.read} what="the log">
      {(data) => <Entries fleet={fleet} log={data} seq={seq} isReadingOlder={log.isReadingOlder} onOlder={log.readOlder} />}
    </ReadState>
  );
}

interface EntriesProps {
  readonly fleet: FleetView;
  readonly log: Log;
  readonly seq: number | null;
  readonly isReadingOlder: boolean;
  readonly onOlder: () => Promise<void>;
}

function Entries({ fleet, log, seq, isReadingOlder, onOlder }: EntriesProps) {
  const [chosenText, setChosen] = useUrlState('action');
  const chosen = (chosenText ?? '').split(',').filter((action) => action !== '');
  const entries = withActions(log.entries, chosen);
  useScrollTo(seq);
  return (
    <Table
      header={
        <Header
          variant="h2"
          counter={`(${log.entries.length}${log.older === null ? '' : '+'})`}
          description="What was decided, by whom and why; the newest first."
        >
          Decision log
        </Header>
      }
      filter={<ActionFilter log={log} chosen={chosen} onChoose={setChosen} />}
      variant="container"
      wrapLines
      items={entries}
      trackBy={({ seq: id }) => String(id)}
      columnDefinitions={columnsOf(fleet, seq)}
      empty={<Box textAlign="center">{chosen.length === 0 ? 'Nothing was decided yet.' : 'No decision of this kind.'}</Box>}
      footer={
        log.older !== null && (
          <Box textAlign="center">
            <Button loading={isReadingOlder} onClick={() => void onOlder()}>
              Load older
            </Button>
          </Box>
        )
      }
    />
  );
}

/** An entry that a link leads to is shown once it is there. */
function useScrollTo(seq: number | null): void {
  useEffect(() => {
    if (seq !== null) document.getElementById(`log-${seq}`)?.scrollIntoView({ block: 'center' });
  }, [seq]);
}

interface FilterProps {
  readonly log: Log;
  readonly chosen: readonly string[];
  readonly onChoose: (value: string | null) => void;
}

function ActionFilter({ log, chosen, onChoose }: FilterProps) {
  const options = [...new Set([...actionsIn(log.entries), ...chosen])].map((action) => ({
    value: action,
    label: actionWord(action),
  }));
  return (
    <Multiselect
      placeholder="All decisions"
      ariaLabel="Only these decisions"
      options={options}
      selectedOptions={options.filter(({ value }) => chosen.includes(value))}
      onChange={({ detail }) => {
        onChoose(detail.selectedOptions.map(({ value }) => value).join(',') || null);
      }}
    />
  );
}

const columnsOf = ({ fleet_id }: FleetView, shown: number | null): TableProps.ColumnDefinition<LogEntryView>[] => [
  {
    id: 'at',
    header: 'At',
    cell: ({ seq, at }) => (
      <span id={`log-${seq}`} className="log-time">
        {seq === shown && <Box variant="awsui-key-label">▸ </Box>}
        <Link
          href={links.fleet(fleet_id, { tab: 'log', seq: String(seq) })}
          ariaLabel={`${timeOfEntry(at, Date.now())}, entry ${seq}`}
        >
          <time dateTime={at} title={new Date(at).toLocaleString()}>
            {timeOfEntry(at, Date.now())}
          </time>
        </Link>
      </span>
    ),
  },
  { id: 'by', header: 'By', cell: (entry) => (entry.actor.kind === 'user' ? <b>{whoOf(entry)}</b> : whoOf(entry)) },
  { id: 'decision', header: 'Decision', cell: ({ action }) => <Badge color={colourOf(action)}>{actionWord(action)}</Badge> },
  { id: 'why', header: 'Why', cell: ({ reason }) => <span className="log-why">{plainText(reason)}</span>, minWidth: 240 },
  { id: 'targets', header: 'Targets', cell: (entry) => <EntryTargets fleetId={fleet_id} entry={entry} />, minWidth: 160 },
];

const mostLinks = 3;

function EntryTargets({
  fleetId,
  entry: { targets, target_count: count },
}: {
  readonly fleetId: string;
  readonly entry: LogEntryView;
}) {
  const shown = targets.slice(0, mostLinks);
  return (
    <span className="cause-targets">
      {count > 1 && <span>{count}:</span>}
      {shown.map((path) => (
        <Link key={path} href={links.fleet(fleetId, { tab: 'log', target: path })}>
          {plainText(path)}
        </Link>
      ))}
      {count > shown.length && <span>…</span>}
    </span>
  );
}
