/** The text of a list that somebody pastes. A long one is counted and not shown. */
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Textarea from '@cloudscape-design/components/textarea';
import type { ClipboardEvent } from 'react';

export interface GivenList {
  readonly text: string;
  /** Of the file; undefined: it was typed. */
  readonly name?: string;
}

/** Characters from which a list is not shown: a browser takes half a minute to put ten thousand lines into a field. */
const long = 20_000;

interface Props {
  readonly given: GivenList;
  readonly setGiven: (given: GivenList) => void;
}

export function ListText({ given, setGiven }: Props) {
  const paste = (event: ClipboardEvent): void => {
    const text = event.clipboardData.getData('text/plain');
    if (text.length < long) return;
    event.preventDefault();
    setGiven({ text });
  };
  if (given.text.length >= long) {
    return (
      <SpaceBetween direction="horizontal" size="xs" alignItems="center">
        <Box>{given.text.trimEnd().split('\n').length.toLocaleString('en-US')} lines</Box>
        <Button
          variant="inline-link"
          onClick={() => {
            setGiven({ text: '' });
          }}
        >
          Another list
        </Button>
      </SpaceBetween>
    );
  }
  return (
    <div onPaste={paste}>
      <Textarea
        value={given.text}
        rows={5}
        onChange={({ detail }) => {
          setGiven({ ...given, text: detail.value });
        }}
      />
    </div>
  );
}
