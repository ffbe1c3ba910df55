/** Submits a fleet: what, where and how careful, with the plan beside it. */
import ContentLayout from '@cloudscape-design/components/content-layout';
import Header from '@cloudscape-design/components/header';

export function SubmitPage() {
  return <ContentLayout header={<Header variant="h1">Submit a fleet</Header>}>{null}</ContentLayout>;
}
