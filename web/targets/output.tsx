/** What an attempt printed: its end, which is followed while it runs unless somebody has scrolled up. */
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useLayoutEffect, useMemo, useRef, useState } from 'react';
import { holdsSlot } from '../../core/fleet.ts';
import type { AttemptView, TargetView } from '../../contracts/http/fleet.ts';
import { ReadState } from '../parts/read-state.tsx';
import { readAnsi } from './ansi.ts';
import { readWholeOutput, useOutput } from './use-target.ts';
import { useSaveFile } from './use-save-file.ts';

interface Props {
  readonly target: TargetView;
  readonly attempt: AttemptView | undefined;
}

export function Output({ target, attempt }: Props) {
  if (attempt?.task_id == null) {
    return <Box color="text-body-secondary">It has not started: there is no output yet.</Box>;
  }
  const isCurrent = attempt.attempt === target.attempt;
  return <TaskOutput key={attempt.task_id} taskId={attempt.task_id} isRunning={isCurrent && holdsSlot(target.status)} />;
}

function TaskOutput({ taskId, isRunning }: { readonly taskId: string; readonly isRunning: boolean }) {
  const output = useOutput(taskId, isRunning);
  const whole = useSaveFile({
    ...{ name: `${taskId}.txt`, type: 'text/plain' },
    read: async () => [await readWholeOutput(taskId)],
  });
  return (
    <ReadState read={output} what="the output">
      {({ text }) => (
        <SpaceBetween size="xs">
          {text === '' ? (
            <Box color="text-body-secondary">{isRunning ? 'It has printed nothing yet.' : 'It printed nothing.'}</Box>
          ) : (
            <Tail text={text} />
          )}
          <Button iconName="download" loading={whole.isReading} onClick={whole.save} disabled={text === ''}>
            Save the whole output
          </Button>
        </SpaceBetween>
      )}
    </ReadState>
  );
}

/** So near to its end, a reader is at the end. */
const nearPx = 24;

function Tail({ text }: { readonly text: string }) {
  const place = useRef<HTMLDivElement>(null);
  const [follows, setFollows] = useState(true);
  const runs = useMemo(() => readAnsi(text), [text]);
  useLayoutEffect(() => {
    if (follows && place.current !== null) place.current.scrollTop = place.current.scrollHeight;
  }, [follows, text]);
  return (
    <div className="output">
      <div
        ref={place}
        className="output-text"
        role="log"
        aria-label="Output"
        aria-live="off"
        tabIndex={0}
        onScroll={({ currentTarget: { scrollTop, scrollHeight, clientHeight } }) => {
          setFollows(scrollHeight - scrollTop - clientHeight <= nearPx);
        }}
      >
        {runs.map(({ text: part, look }, index) =>
          look.length === 0 ? (
            part
          ) : (
            <span key={index} className={look.join(' ')}>
              {part}
            </span>
          ),
        )}
      </div>
      {!follows && (
        <div className="output-follow">
          <Button
            onClick={() => {
              setFollows(true);
            }}
          >
            Follow the end
          </Button>
        </div>
      )}
    </div>
  );
}
