/** What is shown of a read in each of its states: before the first answer, with an answer, and when reading failed. */
import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import Spinner from '@cloudscape-design/components/spinner';
import type { ReactNode } from 'react';
import type { Read } from '../api/use-read.ts';
import { Ago } from './ago.tsx';

interface Props<T> {
  readonly read: Read<T>;
  /** Such as `the fleet`, for a sentence. */
  readonly what: string;
  readonly children: (data: T) => ReactNode;
  /** Shown before the first answer, with the final heights. Absent: a word. */
  readonly loading?: ReactNode;
}

export function ReadState<T>({ read, what, children, loading }: Props<T>) {
  const { data, failure } = read;
  if (data !== undefined) {
    return (
      <>
        {failure && <StaleNotice read={read} />}
        {children(data)}
      </>
    );
  }
  if (failure) return <ReadFailure read={read} what={what} />;
  return (
    <div className="appears-late" role="status">
      {loading ?? (
        <Box color="text-body-secondary">
          <Spinner /> Loading {what}…
        </Box>
      )}
    </div>
  );
}

/** What is shown is not new any more. */
function StaleNotice<T>({ read }: { readonly read: Read<T> }) {
  const offline = !navigator.onLine;
  return (
    <Alert type="warning" action={offline ? undefined : <Button onClick={read.refetch}>Try now</Button>}>
      {offline ? 'This browser is offline. ' : ''}What you see is not new any more. Last read{' '}
      <Ago at={new Date(read.fetchedAt).toISOString()} />; it is tried again by itself.
    </Alert>
  );
}

function ReadFailure<T>({ read, what }: { readonly read: Read<T>; readonly what: string }) {
  const failure = read.failure;
  if (failure === undefined) return null;
  return (
    <Alert type="error" header={`Could not read ${what}`} action={<Button onClick={read.refetch}>Try again</Button>}>
      {failure.error.message}
      {failure.error.request_id !== null && (
        <ExpandableSection headerText="Details">
          Code {failure.error.code}, request {failure.error.request_id}
        </ExpandableSection>
      )}
    </Alert>
  );
}
