/** The list of fleets, newest first. */
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import ContentLayout from '@cloudscape-design/components/content-layout';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table from '@cloudscape-design/components/table';
import { useRef } from 'react';
import type { FleetSummary } from '../../contracts/fleet-records.ts';
import { useFleets, type Fleets } from '../api/use-fleets.ts';
import { links } from '../frame/links.ts';
import { CliLine } from '../parts/cli-line.tsx';
import { ReadState } from '../parts/read-state.tsx';
import { useNarrow } from '../parts/use-narrow.ts';
import { useNow } from '../parts/use-now.ts';
import { useRowKeys } from '../parts/use-row-keys.ts';
import { FilterBar } from './filter-bar.tsx';
import { fleetColumns } from './fleet-columns.tsx';
import { hasWords, isFiltered, queryOf } from './fleet-filter.ts';
import { useFleetFilter, type UsedFilter } from './use-fleet-filter.ts';

export function FleetsPage() {
  const used = useFleetFilter();
  const fleets = useFleets(queryOf(used.filter, useNow()));
  const { data } = fleets;
  const shown = (data?.items ?? []).filter((fleet) => hasWords(fleet, used.text));
  const countText = data === undefined || used.text === '' ? '' : `${shown.length} of ${data.items.length}`;
  const counter = data && `(${data.items.length}${data.loadMore === undefined ? '' : '+'})`;
  return (
    <ContentLayout
      header={
        <Header
          variant="h1"
          {...(counter === undefined ? {} : { counter })}
          actions={
            <Button variant="primary" href={links.submit()}>
              Submit a fleet
            </Button>
          }
        >
          Fleets
        </Header>
      }
    >
      <SpaceBetween size="s">
        <FilterBar used={used} countText={countText} />
        <ReadState read={fleets} what="the fleets">
          {(read) => <List fleets={read} shown={shown} used={used} />}
        </ReadState>
      </SpaceBetween>
    </ContentLayout>
  );
}

interface ListProps {
  readonly fleets: Fleets;
  /** Of these, the ones in which the searched words are. */
  readonly shown: readonly FleetSummary[];
  readonly used: UsedFilter;
}

function List({ fleets, shown, used }: ListProps) {
  const list = useRef<HTMLDivElement>(null);
  const isNarrow = useNarrow();
  useRowKeys(list);
  const pressed = {
    onOwner: (owner: string) => {
      used.set('owner', owner);
    },
    onTeam: (team: string) => {
      used.set('team', team);
    },
    onLabel: (label: string) => {
      used.set('label', label);
    },
  };
  return (
    <div ref={list}>
      <Table
        variant="borderless"
        wrapLines
        items={shown}
        trackBy="fleet_id"
        columnDefinitions={fleetColumns(pressed, isNarrow)}
        ariaLabels={{ tableLabel: 'Fleets' }}
        empty={<Empty used={used} />}
        footer={<More fleets={fleets} />}
      />
    </div>
  );
}

function More({ fleets: { items, loadMore, isLoadingMore } }: { readonly fleets: Fleets }) {
  if (loadMore === undefined) return null;
  return (
    <Box textAlign="center">
      <Button loading={isLoadingMore} onClick={loadMore}>
        Load more than these {items.length}
      </Button>
    </Box>
  );
}

function Empty({ used }: { readonly used: UsedFilter }) {
  if (isFiltered(used.filter, used.text)) {
    return (
      <SpaceBetween size="s" alignItems="center">
        <Box>No fleet fits the filters.</Box>
        <Button href={links.fleets}>Take the filters away</Button>
      </SpaceBetween>
    );
  }
  return (
    <SpaceBetween size="s" alignItems="center">
      <Box>No fleets in the last 30 days. Submit one: it does one piece of work in many repositories.</Box>
      <CliLine line="bgagent fleet submit fleet.yaml" />
    </SpaceBetween>
  );
}
