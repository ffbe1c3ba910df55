/** One repository. The screen is loaded when somebody opens it. */
import ContentLayout from '@cloudscape-design/components/content-layout';
import Header from '@cloudscape-design/components/header';
import { lazy, Suspense } from 'react';

const RepoScreen = lazy(async () => ({ default: (await import('./repo-screen.tsx')).RepoScreen }));

export function RepoPage({ name }: { readonly name: string }) {
  return (
    <Suspense fallback={<ContentLayout header={<Header variant="h1">{name}</Header>}>{null}</ContentLayout>}>
      <RepoScreen name={name} />
    </Suspense>
  );
}
