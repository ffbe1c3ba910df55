/** The fleets that wait for a person, the one that waited longest first. */
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import ContentLayout from '@cloudscape-design/components/content-layout';
import Header from '@cloudscape-design/components/header';
import Link from '@cloudscape-design/components/link';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Tabs from '@cloudscape-design/components/tabs';
import { useRef, useState } from 'react';
import type { FleetSummary } from '../../contracts/fleet-records.ts';
import { useInbox } from '../api/use-inbox.ts';
import { useMe } from '../api/use-me.ts';
import { links } from '../frame/links.ts';
import { useUrlState } from '../frame/use-url-state.ts';
import { ReadState } from '../parts/read-state.tsx';
import { useRowKeys } from '../parts/use-row-keys.ts';
import { InboxCard } from './inbox-card.tsx';
import { ofWhom, type Whose } from './inbox-rows.ts';

export function InboxPage() {
  const inbox = useInbox();
  const { data: me } = useMe();
  const [of, setOf] = useUrlState('of');
  const whose = of === 'everybody' ? 'everybody' : 'mine';
  const count = (who: Whose) => (inbox.data === undefined ? '' : ` (${ofWhom(inbox.data, who, me?.user).length})`);
  return (
    <ContentLayout
      header={
        <Header variant="h1" description="Fleets that wait for a person. They wait for as long as it takes.">
          Inbox
        </Header>
      }
    >
      <ReadState read={inbox} what="the inbox">
        {(fleets) =>
          me?.operator === true ? (
            <Tabs
              ariaLabel="Whose fleets"
              activeTabId={whose}
              onChange={({ detail }) => {
                setOf(detail.activeTabId === 'mine' ? null : detail.activeTabId, { push: true });
              }}
              tabs={[
                { id: 'mine', label: `Mine${count('mine')}`, content: <Cards rows={ofWhom(fleets, 'mine', me.user)} /> },
                { id: 'everybody', label: `Everybody's${count('everybody')}`, content: <Cards rows={fleets} /> },
              ]}
            />
          ) : (
            <Cards rows={ofWhom(fleets, 'mine', me?.user)} />
          )
        }
      </ReadState>
    </ContentLayout>
  );
}

/** Each card reads its fleet: so many at the beginning. */
const fewCards = 10;

function Cards({ rows }: { readonly rows: readonly FleetSummary[] }) {
  const [most, setMost] = useState(fewCards);
  const list = useRef<HTMLDivElement>(null);
  useRowKeys(list);
  if (rows.length === 0) return <Nothing />;
  const left = rows.length - most;
  return (
    <div ref={list}>
      <SpaceBetween size="m">
        {rows.slice(0, most).map((row) => (
          <InboxCard key={row.fleet_id} row={row} />
        ))}
        {left > 0 && (
          <Button
            onClick={() => {
              setMost(most + fewCards);
            }}
          >
            Show {Math.min(left, fewCards)} more
          </Button>
        )}
      </SpaceBetween>
    </div>
  );
}

function Nothing() {
  return (
    <Box textAlign="center" padding="l">
      Nothing waits for you. <Link href={links.fleets}>All fleets</Link>
    </Box>
  );
}
