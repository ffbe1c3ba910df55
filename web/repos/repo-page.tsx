/** One repository. */
import ContentLayout from '@cloudscape-design/components/content-layout';
import Header from '@cloudscape-design/components/header';

export function RepoPage({ name }: { readonly name: string }) {
  return <ContentLayout header={<Header variant="h1">{name}</Header>}>{null}</ContentLayout>;
}
