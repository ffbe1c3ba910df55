/** A unified diff: its files with their lines. A large one is shown in parts, so that the page never stands still. */
import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useId, useMemo, useState } from 'react';
import { utf8Bytes } from '../../core/text/utf8-bytes.ts';
import { DiffFileView } from './diff-file.tsx';
import { DiffHeader } from './diff-header.tsx';
import { readDiff } from './diff-lines.ts';
import { filesOnPage, openAtFirst } from './fold.ts';

interface Props {
  readonly text: string;
  /** Whether the text is not whole, because it was too long to be kept. */
  readonly cut: boolean;
  /** Bytes of the whole diff, where they are known. */
  readonly bytes?: number | undefined;
}

export function DiffView({ text, cut, bytes }: Props) {
  const files = useMemo(() => readDiff(text), [text]);
  const [first, setFirst] = useState(0);
  const [jumped, setJumped] = useState<{ readonly at: number }>();
  const id = useId();
  // Another diff may have fewer files.
  const from = first < files.length ? first : 0;
  const page = files.slice(from, from + filesOnPage);
  const open = useMemo(() => openAtFirst(files.slice(from, from + filesOnPage)), [files, from]);
  if (files.length === 0) return <Box color="text-body-secondary">No line and no file is changed.</Box>;
  return (
    <SpaceBetween size="s">
      {cut && <CutNotice text={text} bytes={bytes} />}
      <DiffHeader
        files={files}
        text={text}
        from={from}
        onPage={setFirst}
        onJump={(at) => {
          setFirst(Math.floor(at / filesOnPage) * filesOnPage);
          setJumped({ at });
        }}
      />
      {page.map((file, at) => (
        <DiffFileView
          key={`${id} ${from + at} ${file.path}`}
          file={file}
          isOpenAtFirst={open[at] ?? false}
          wanted={jumped?.at === from + at ? jumped : undefined}
        />
      ))}
    </SpaceBetween>
  );
}

function CutNotice({ text, bytes }: { readonly text: string; readonly bytes: number | undefined }) {
  const missing = bytes === undefined ? 0 : bytes - utf8Bytes(text);
  return (
    <Alert type="warning">
      This diff is too long to be kept: {missing > 0 ? `its last ${missing.toLocaleString('en')} bytes are` : 'its end is'} not
      shown. All of it is in the branch.
    </Alert>
  );
}
