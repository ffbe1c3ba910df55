/** Submits a fleet: what, where and how careful, with the plan beside it. The screen is loaded when somebody comes to it. */
import Box from '@cloudscape-design/components/box';
import ContentLayout from '@cloudscape-design/components/content-layout';
import Header from '@cloudscape-design/components/header';
import { lazy, Suspense } from 'react';
import { useSearchParams } from 'wouter';
import { originOf } from './origin.ts';

const SubmitScreen = lazy(async () => ({ default: (await import('./submit-screen.tsx')).SubmitScreen }));

export function SubmitPage() {
  const [search] = useSearchParams();
  const query = { from: search.get('from'), repos: search.get('repos') };
  return (
    <Suspense fallback={<Loading />}>
      <SubmitScreen key={originOf(query)} {...query} />
    </Suspense>
  );
}

function Loading() {
  return (
    <ContentLayout header={<Header variant="h1">Submit a fleet</Header>}>
      <div className="appears-late" role="status">
        <Box color="text-body-secondary">Loading the form…</Box>
      </div>
    </ContentLayout>
  );
}
