/** What is said of a search that only the API can do: what it is for, that it goes on, and why it failed. */
import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import type { TargetFilter } from './target-filter.ts';
import type { Found } from './use-found.ts';

interface GroupProps {
  readonly filter: TargetFilter;
  readonly onChange: (change: Partial<TargetFilter>) => void;
}

/** Only targets of a group are shown, to which a link led. */
export function GroupNotice({ filter, onChange }: GroupProps) {
  const { failureGroup, changeGroup } = filter;
  if (failureGroup === '' && changeGroup === '') return null;
  const words = [
    ...(failureGroup === '' ? [] : [`failed in the same way (${failureGroup.slice(0, 8)})`]),
    ...(changeGroup === '' ? [] : [`made the same change (${changeGroup.slice(0, 8)})`]),
  ];
  return (
    <Alert
      type="info"
      action={
        <Button
          onClick={() => {
            onChange({ failureGroup: '', changeGroup: '' });
          }}
        >
          Show the others too
        </Button>
      }
    >
      Only targets that {words.join(' and ')}.
    </Alert>
  );
}

export function FoundNotice({ found, count }: { readonly found: Found; readonly count: number }) {
  if (found.failure !== undefined) {
    return (
      <Alert type="error" header="The search failed" action={<Button onClick={found.refetch}>Try again</Button>}>
        {found.failure.message}
      </Alert>
    );
  }
  if (!found.hasMore) return null;
  return (
    <Box textAlign="center">
      <Button onClick={found.readMore} loading={found.isReading}>
        Look for more than these {count.toLocaleString('en-US')}
      </Button>
    </Box>
  );
}
