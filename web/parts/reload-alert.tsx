/** The service is newer than the page that a browser has kept open: what it answers, or where its files are, has changed. */
import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import { olderPage } from '../api/failure-words.ts';

export function ReloadAlert() {
  return (
    <Alert
      type="warning"
      header={olderPage}
      action={
        <Button
          onClick={() => {
            location.reload();
          }}
        >
          Reload the page
        </Button>
      }
    >
      The service has been updated since this page was opened, and answers something that this page does not understand.
    </Alert>
  );
}
