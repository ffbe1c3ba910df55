/** Says that what is shown is not new any more, and since when. */
import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import { failureKind, type ApiFailure } from '../api/failures.ts';
import { useOnline } from '../api/use-online.ts';
import type { Read } from '../api/use-read.ts';
import { Ago } from './ago.tsx';
import { ReloadAlert } from './reload-alert.tsx';

export function StaleNotice<T>({ read: { failure, fetchedAt, refetch } }: { readonly read: Read<T> }) {
  const online = useOnline();
  const kind = failure === undefined ? 'passing' : failureKind(failure);
  if (kind === 'newer-server') return <ReloadAlert />;
  const isTried = online && kind === 'passing';
  return (
    <div role="status">
      <Alert
        type="warning"
        header="What you see is not new any more"
        action={online && kind !== 'signed-out' ? <Button onClick={refetch}>Try now</Button> : undefined}
      >
        {online ? causeOf(failure) : 'This browser is offline.'} Last read <Ago at={new Date(fetchedAt).toISOString()} />
        {isTried ? '; it is tried again by itself.' : online ? '.' : '; it goes on when it is back.'}
      </Alert>
    </div>
  );
}

function causeOf(failure: ApiFailure | undefined): string {
  if (failure?.status === 401) return 'You are signed out.';
  if (failure === undefined || failure.status === 0) return 'The service does not answer.';
  return failure.error.code === 'UNEXPECTED_ANSWER' ? `The service answers ${failure.status}.` : failure.error.message;
}
