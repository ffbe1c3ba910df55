/** An address that the page does not have. */
import ContentLayout from '@cloudscape-design/components/content-layout';
import Header from '@cloudscape-design/components/header';
import Link from '@cloudscape-design/components/link';
import { links } from '../frame/links.ts';

export function NotFoundPage() {
  return (
    <ContentLayout header={<Header variant="h1">There is no such page</Header>}>
      <Link href={links.fleets}>All fleets</Link>
    </ContentLayout>
  );
}
