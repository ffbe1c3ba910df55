/** Why a fleet was not accepted, or is not known to be. Nothing of the draft is lost. */
import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import Link from '@cloudscape-design/components/link';
import { links } from '../frame/links.ts';
import { failureKind, type ApiFailure } from '../api/failures.ts';
import type { Start } from './use-start.ts';

interface Props {
  readonly start: Start;
  readonly failure: ApiFailure;
  readonly renewKey: () => void;
}

export function StartFailure({ start, failure, renewKey }: Props) {
  const { code, message, details } = failure.error;
  if (code === 'IDEMPOTENCY_MISMATCH') {
    return (
      <Alert
        type="warning"
        header="An earlier press of the button was accepted"
        action={
          <Button
            onClick={() => {
              renewKey();
              start.forget();
            }}
          >
            It is another fleet
          </Button>
        }
      >
        Its answer got lost, and the draft was changed since. Look at <Link href={links.fleets}>the fleets</Link> first.
      </Alert>
    );
  }
  const isOpen = failureKind(failure) === 'passing';
  return (
    <Alert
      type="error"
      header={isOpen ? 'It is not known whether the fleet was accepted' : 'Not started'}
      dismissible
      onDismiss={start.forget}
    >
      {message}
      {isOpen && ' Press the button again: the same draft makes one fleet, however often it is sent.'}
      {details.length > 0 && (
        <ul>
          {details.slice(0, 20).map(({ path, message: told }) => (
            <li key={path + told}>{told}</li>
          ))}
        </ul>
      )}
    </Alert>
  );
}
