/** Which part of a long list is shown, with a way to the next one. */
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';

interface Props {
  /** Such as `Files`, at the begin of a sentence. */
  readonly what: string;
  readonly count: number;
  /** The first one that is shown, from 0. */
  readonly from: number;
  readonly size: number;
  readonly onPage: (from: number) => void;
}

/** Nothing where all fits on one page. */
export function Pages({ what, count, from, size, onPage }: Props) {
  if (count <= size) return null;
  const to = Math.min(count, from + size);
  const before = Math.min(size, from);
  const after = Math.min(size, count - to);
  return (
    <SpaceBetween size="xs" direction="horizontal" alignItems="center">
      <Box>
        {what} {(from + 1).toLocaleString('en')} to {to.toLocaleString('en')} of {count.toLocaleString('en')}
      </Box>
      {before > 0 && (
        <Button
          onClick={() => {
            onPage(from - before);
          }}
        >
          The {before} before
        </Button>
      )}
      {after > 0 && (
        <Button
          onClick={() => {
            onPage(to);
          }}
        >
          The next {after}
        </Button>
      )}
    </SpaceBetween>
  );
}
