/** One fleet that waits: why, and what helps, so that it is decided without leaving the inbox. */
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import Link from '@cloudscape-design/components/link';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { FleetSummary } from '../../contracts/fleet-records.ts';
import type { FleetView } from '../../contracts/http/fleet.ts';
import { useFleet } from '../api/use-fleet.ts';
import { links } from '../frame/links.ts';
import { ReasonBanner } from '../reasons/reason-banner.tsx';
import { Ago } from '../parts/ago.tsx';
import { ReadState } from '../parts/read-state.tsx';
import { StatusBar } from '../parts/status-bar.tsx';
import { FleetStatusWord } from '../parts/status-word.tsx';
import { costWords } from '../words/money.ts';
import { countsOf } from '../words/summary-words.ts';
import { waitsSince } from './inbox-rows.ts';

export function InboxCard({ row }: { readonly row: FleetSummary }) {
  const read = useFleet(row.fleet_id);
  const status = read.data?.status ?? row.status;
  const { fleet_id, title } = row;
  return (
    <Container
      header={
        <Header
          variant="h2"
          description={<Facts row={row} />}
          actions={
            <Button href={links.fleet(fleet_id)} ariaLabel={`Look at it: ${title}`}>
              Look at it
            </Button>
          }
        >
          <span data-row>
            <Link href={links.fleet(fleet_id)} fontSize="heading-m">
              {title}
            </Link>
          </span>{' '}
          <FleetStatusWord status={status} />
        </Header>
      }
    >
      <SpaceBetween size="s">
        <StatusBar counts={read.data?.progress.counts ?? countsOf(row)} label={title} />
        <ReadState read={read} what="the fleet">
          {(fleet) => <Decision fleet={fleet} />}
        </ReadState>
      </SpaceBetween>
    </Container>
  );
}

function Facts({ row }: { readonly row: FleetSummary }) {
  const { created_at, known_usd, owner, unknown_cost_count } = row;
  const since = waitsSince(row);
  return (
    <>
      {owner} ·{' '}
      {since === undefined ? (
        <>
          submitted <Ago at={created_at} />
        </>
      ) : (
        <>
          began to wait <Ago at={since} />
        </>
      )}{' '}
      · {costWords({ known_usd, unknown_count: unknown_cost_count })} so far
    </>
  );
}

function Decision({ fleet }: { readonly fleet: FleetView }) {
  if (fleet.waits_for_person) return <ReasonBanner fleet={fleet} />;
  return <Box color="text-body-secondary">It does not wait any more.</Box>;
}
