/** The list of fleets, newest first. */
import ContentLayout from '@cloudscape-design/components/content-layout';
import Header from '@cloudscape-design/components/header';
import Link from '@cloudscape-design/components/link';
import { links } from '../app/links.ts';
import { client, unwrapPage } from '../api/browser-client.ts';
import { intervals } from '../api/intervals.ts';
import { queryKeys } from '../api/query-keys.ts';
import { useRead } from '../api/use-read.ts';
import { FleetStatusWord } from '../parts/status-word.tsx';
import { ReadState } from '../parts/read-state.tsx';

export function FleetsPage() {
  const fleets = useRead({
    key: queryKeys.fleets({}),
    read: async (signal) => unwrapPage(await client.listFleets({ signal })),
    every: intervals.fleets,
  });
  return (
    <ContentLayout header={<Header variant="h1">Fleets</Header>}>
      <ReadState read={fleets} what="the fleets">
        {({ items }) => (
          <ul>
            {items.map(({ fleet_id, title, status }) => (
              <li key={fleet_id}>
                <Link href={links.fleet(fleet_id)}>{title}</Link> <FleetStatusWord status={status} />
              </li>
            ))}
          </ul>
        )}
      </ReadState>
    </ContentLayout>
  );
}
