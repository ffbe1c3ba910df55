/** What is shown of a read in each of its states: before the first answer, with an answer, and when reading failed. */
import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import ContentLayout from '@cloudscape-design/components/content-layout';
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import Header from '@cloudscape-design/components/header';
import Link from '@cloudscape-design/components/link';
import Spinner from '@cloudscape-design/components/spinner';
import { createContext, useContext, type ReactNode } from 'react';
import { usePathname } from 'wouter/use-browser-location';
import { failureKind, type ApiFailure } from '../api/failures.ts';
import { useOnline } from '../api/use-online.ts';
import type { Read } from '../api/use-read.ts';
import { listOf } from '../frame/links.ts';
import { failureTitle } from '../api/failure-words.ts';
import { ReloadAlert } from './reload-alert.tsx';
import { StaleNotice } from './stale-notice.tsx';

interface Props<T> {
  readonly read: Read<T>;
  /** Such as `the fleet`, for a sentence. */
  readonly what: string;
  readonly children: (data: T) => ReactNode;
  /** Shown before the first answer, with the final heights. Absent: a word. */
  readonly loading?: ReactNode;
  /** Whether the screen is made of this read: until there is an answer, its heading is given here. */
  readonly page?: boolean;
}

/** Whether something around it says already that it is not new any more. */
const SaidContext = createContext(false);

export function ReadState<T>({ read, what, children, loading, page = false }: Props<T>) {
  const online = useOnline();
  const said = useContext(SaidContext);
  const { data, failure } = read;
  const isOld = failure !== undefined || !online;
  if (data !== undefined) {
    return (
      <SaidContext value={said || isOld}>
        {isOld && !said && <StaleNotice read={read} />}
        {children(data)}
      </SaidContext>
    );
  }
  const state = isOld ? <ReadFailure read={read} what={what} /> : <Loading what={what}>{loading}</Loading>;
  if (!page) return state;
  const title =
    failure === undefined ? what.replace(/^./, (letter) => letter.toUpperCase()) : failureTitle(failureKind(failure), what);
  return <ContentLayout header={<Header variant="h1">{title}</Header>}>{state}</ContentLayout>;
}

function Loading({ what, children }: { readonly what: string; readonly children: ReactNode }) {
  return (
    <div className="appears-late" role="status">
      {children ?? (
        <Box color="text-body-secondary">
          <Spinner /> Loading {what}…
        </Box>
      )}
    </div>
  );
}

function ReadFailure<T>({ read, what }: { readonly read: Read<T>; readonly what: string }) {
  const online = useOnline();
  const { failure, refetch } = read;
  if (!online) return <Alert type="warning">This browser is offline. It is read when the network is back.</Alert>;
  if (failure === undefined) return null;
  const kind = failureKind(failure);
  if (kind === 'newer-server') return <ReloadAlert />;
  const mayHelp = kind === 'passing' || kind === 'refused';
  return (
    <Alert
      type={kind === 'passing' ? 'warning' : 'error'}
      header={failureTitle(kind, what)}
      action={mayHelp ? <Button onClick={refetch}>Try again</Button> : undefined}
    >
      {sentenceOf(failure)}
      {(kind === 'not-found' || kind === 'forbidden') && <WayBack />}
      {failure.error.request_id !== null && (
        <ExpandableSection headerText="Details">
          Code {failure.error.code}, request {failure.error.request_id}
        </ExpandableSection>
      )}
    </Alert>
  );
}

function sentenceOf({ error, status }: ApiFailure): string {
  if (status === 0) return 'The service does not answer. It is tried again by itself.';
  return status === 401 ? 'Sign in to see it.' : error.message;
}

function WayBack() {
  const list = listOf(usePathname());
  return list === undefined ? null : (
    <Box>
      <Link href={list.path}>{list.text}</Link>
    </Box>
  );
}
