/** What the targets of a fleet changed, each different change once, with the decision about it where one is waited for. */
import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import type { FleetView } from '../../contracts/http/fleet.ts';
import { useUrlState } from '../frame/use-url-state.ts';
import { CliLine } from '../parts/cli-line.tsx';
import { Pages } from '../parts/pages.tsx';
import { ReadState } from '../parts/read-state.tsx';
import { ChangeGroup } from './change-group.tsx';
import { emptyWords, totalsInWords, withoutChange } from './change-words.ts';
import { orderGroups, seenMore, seenOf, sinceSeen } from './order-groups.ts';
import { useChangeGroups, type ChangeGroups } from './use-change-groups.ts';

export function ChangesTab({ fleet }: { readonly fleet: FleetView }) {
  const read = useChangeGroups(fleet);
  return (
    <ReadState read={read} what="the changes">
      {(data) => (
        <SpaceBetween size="m">
          <Changes fleet={fleet} data={data} />
          <CliLine line={`bgagent fleet diff ${fleet.fleet_id} --groups`} />
        </SpaceBetween>
      )}
    </ReadState>
  );
}

interface Props {
  readonly fleet: FleetView;
  readonly data: ChangeGroups;
}

function Changes({ fleet, data: { groups, totals } }: Props) {
  const waiting = totals.waiting ?? 0;
  const rest = withoutChange(fleet, totals);
  return (
    <SpaceBetween size="m">
      <Header
        variant="h2"
        counter={groups.length === 0 ? undefined : `(${groups.length})`}
        description={groups.length === 0 ? undefined : 'Open a change to see its diff, and to decide about it.'}
      >
        Changes
      </Header>
      <Box>
        {groups.length === 0 ? emptyWords(fleet) : totalsInWords(totals)}
        {waiting > 0 && ` ${waiting === 1 ? '1 target waits' : `${waiting} targets wait`} for a review.`}
      </Box>
      <SinceLooked groups={groups} />
      <GroupList fleet={fleet} groups={groups} />
      {groups.length > 0 &&
        rest.map((line) => (
          <Box key={line} color="text-body-secondary">
            {line}
          </Box>
        ))}
    </SpaceBetween>
  );
}

/** What others, or a command, did to the changes that are shown. */
function SinceLooked({ groups }: { readonly groups: ChangeGroups['groups'] }) {
  const [seen, setSeen] = useState(() => seenOf(groups));
  const more = seenMore(seen, groups);
  if (more !== seen) setSeen(more);
  const lines = sinceSeen(seen, groups);
  return (
    <div role="status">
      {lines.length > 0 && (
        <Alert
          header="Since you looked"
          action={
            <Button
              onClick={() => {
                setSeen(seenOf(groups));
              }}
            >
              Seen
            </Button>
          }
        >
          {lines.map((line) => (
            <div key={line}>{line}</div>
          ))}
        </Alert>
      )}
    </div>
  );
}

/** Groups on one page. */
const onPage = 50;

function GroupList({ fleet, groups }: { readonly fleet: FleetView; readonly groups: ChangeGroups['groups'] }) {
  const [open, setOpen] = useUrlState('change');
  const ordered = orderGroups(groups);
  const linked = open === null ? -1 : ordered.findIndex(({ hash }) => hash.startsWith(open));
  const [page, setPage] = useState(Math.floor(Math.max(0, linked) / onPage) * onPage);
  const from = page < ordered.length ? page : 0;
  const opened = ordered[linked]?.hash;
  return (
    <SpaceBetween size="s">
      {open !== null && linked === -1 && (
        <Alert type="warning">
          No target has the change {open.slice(0, 8)} now. Somebody decided about it, or its targets moved on.
        </Alert>
      )}
      <Pages what="Changes" count={ordered.length} from={from} size={onPage} onPage={setPage} />
      {ordered.slice(from, from + onPage).map((group) => (
        <ChangeGroup
          key={group.hash}
          fleet={fleet}
          group={group}
          isOpen={group.hash === opened}
          onOpen={(isOpen) => {
            setOpen(isOpen ? group.hash : null);
          }}
        />
      ))}
    </SpaceBetween>
  );
}
