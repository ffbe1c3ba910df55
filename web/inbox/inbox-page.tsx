/** The fleets that wait for a person. */
import ContentLayout from '@cloudscape-design/components/content-layout';
import Header from '@cloudscape-design/components/header';

export function InboxPage() {
  return <ContentLayout header={<Header variant="h1">Inbox</Header>}>{null}</ContentLayout>;
}
