/** The onboarded repositories. The screen is loaded when somebody opens it. */
import ContentLayout from '@cloudscape-design/components/content-layout';
import Header from '@cloudscape-design/components/header';
import { lazy, Suspense } from 'react';

const ReposScreen = lazy(async () => ({ default: (await import('./repos-screen.tsx')).ReposScreen }));

export function ReposPage() {
  return (
    <Suspense fallback={<ContentLayout header={<Header variant="h1">Repositories</Header>}>{null}</ContentLayout>}>
      <ReposScreen />
    </Suspense>
  );
}
