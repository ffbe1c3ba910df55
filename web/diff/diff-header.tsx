/** What a diff is in all: its files and lines, a way to each file of many, and the diff itself to be copied. */
import Box from '@cloudscape-design/components/box';
import CopyToClipboard from '@cloudscape-design/components/copy-to-clipboard';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { Pages } from '../parts/pages.tsx';
import type { DiffFile } from './diff-lines.ts';
import { nameOfFile, totalsInWords, totalsOf } from './diff-words.ts';
import { filesOnPage } from './fold.ts';
import { visibleText } from './visible-text.ts';

interface Props {
  readonly files: readonly DiffFile[];
  readonly text: string;
  /** The first file of the page that is shown. */
  readonly from: number;
  readonly onPage: (from: number) => void;
  readonly onJump: (at: number) => void;
}

/** With fewer files a list of them is no help. */
const fewFiles = 4;

export function DiffHeader({ files, text, from, onPage, onJump }: Props) {
  return (
    <SpaceBetween size="xs">
      <SpaceBetween size="xs" direction="horizontal" alignItems="center">
        <Box>{totalsInWords(totalsOf(files))}</Box>
        <CopyToClipboard
          variant="icon"
          textToCopy={text}
          copyButtonAriaLabel="Copy the diff"
          copySuccessText="Copied"
          copyErrorText="This browser did not let it be copied"
        />
      </SpaceBetween>
      {files.length >= fewFiles && (
        <Select
          selectedOption={null}
          placeholder={`Go to one of ${files.length.toLocaleString('en')} files`}
          ariaLabel="Go to a file"
          filteringType="auto"
          filteringAriaLabel="Part of its name"
          filteringPlaceholder="Part of its name"
          virtualScroll={files.length > filesOnPage}
          empty="No file"
          noMatch="No file has that in its name"
          options={files.map((file, at) => ({
            value: String(at),
            label: visibleText(nameOfFile(file)),
            labelTag: file.isBinary ? 'binary' : `+${file.added} −${file.removed}`,
          }))}
          onChange={({ detail }) => {
            onJump(Number(detail.selectedOption.value));
          }}
        />
      )}
      <Pages what="Files" count={files.length} from={from} size={filesOnPage} onPage={onPage} />
    </SpaceBetween>
  );
}
