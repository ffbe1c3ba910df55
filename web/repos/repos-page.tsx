/** The onboarded repositories. */
import ContentLayout from '@cloudscape-design/components/content-layout';
import Header from '@cloudscape-design/components/header';

export function ReposPage() {
  return <ContentLayout header={<Header variant="h1">Repositories</Header>}>{null}</ContentLayout>;
}
