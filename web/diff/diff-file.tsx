/** One file of a diff: what became of it, and its lines, which can be folded. */
import Button from '@cloudscape-design/components/button';
import { useEffect, useRef, useState } from 'react';
import type { DiffFile, DiffLine } from './diff-lines.ts';
import { nameOfFile, statusWords } from './diff-words.ts';
import { linesAtFirst, linesMore, longestLine } from './fold.ts';
import { visibleText } from './visible-text.ts';

interface Props {
  readonly file: DiffFile;
  readonly isOpenAtFirst: boolean;
  /** A new object each time that a person asks for this file. */
  readonly wanted: object | undefined;
}

export function DiffFileView({ file, isOpenAtFirst, wanted }: Props) {
  const [isOpen, setOpen] = useState(isOpenAtFirst);
  const heading = useRef<HTMLButtonElement>(null);
  // What was asked for is open, also where it was folded before.
  const [opened, setOpened] = useState(wanted);
  if (wanted !== opened) {
    setOpened(wanted);
    if (wanted !== undefined) setOpen(true);
  }
  useEffect(() => {
    if (wanted === undefined) return;
    heading.current?.focus({ preventScroll: true });
    heading.current?.scrollIntoView({ block: 'start' });
  }, [wanted]);
  return (
    <section className="diff-file" aria-label={visibleText(nameOfFile(file))}>
      <h3 className="diff-heading">
        <button
          ref={heading}
          type="button"
          aria-expanded={isOpen}
          onClick={() => {
            setOpen(!isOpen);
          }}
        >
          <span aria-hidden className="diff-fold">
            {isOpen ? '▾' : '▸'}
          </span>
          <FileTitle file={file} />
        </button>
      </h3>
      {isOpen && <FileLines file={file} />}
    </section>
  );
}

function FileTitle({ file }: { readonly file: DiffFile }) {
  return (
    <>
      <span className="diff-name">{visibleText(nameOfFile(file))}</span>
      <span className="diff-about">
        {[statusWords[file.status], ...file.notes.map(visibleText)].filter((word) => word !== '').join(', ')}{' '}
        {file.isBinary ? (
          'binary'
        ) : (
          <>
            <span className="diff-plus">+{file.added}</span> <span className="diff-minus">−{file.removed}</span>
          </>
        )}
      </span>
    </>
  );
}

function FileLines({ file }: { readonly file: DiffFile }) {
  const [shown, setShown] = useState(linesAtFirst);
  const left = file.lines.length - shown;
  if (file.lines.length === 0) {
    return (
      <p className="diff-none">{file.isBinary ? 'A binary file: git shows no lines of it.' : 'No line of it is changed.'}</p>
    );
  }
  return (
    <>
      {/* It scrolls by itself, so the keyboard must reach it. */}
      <div className="diff-lines" role="group" aria-label={`Lines of ${visibleText(file.path)}`} tabIndex={0}>
        <pre>
          {file.lines.slice(0, shown).map((line, at) => (
            <Line key={at} line={line} />
          ))}
        </pre>
      </div>
      {left > 0 && (
        <p className="diff-none">
          <Button
            variant="inline-link"
            onClick={() => {
              setShown(shown + linesMore);
            }}
          >
            Show {Math.min(left, linesMore).toLocaleString('en')} more of {left.toLocaleString('en')} lines
          </Button>
        </p>
      )}
    </>
  );
}

function Line({ line: { sign, text, before, after } }: { readonly line: DiffLine }) {
  if (sign === '@') return <span className="diff-line diff-hunk">{`${visibleText(text)}\n`}</span>;
  const cut = text.length > longestLine ? ` … ${(text.length - longestLine).toLocaleString('en')} more characters` : '';
  const content = `${sign}${visibleText(text.slice(0, longestLine))}${cut}\n`;
  const numbers = `${numberText(before)} ${numberText(after)} `;
  if (sign === '+') return <ins className="diff-line diff-added" data-numbers={numbers} children={content} />;
  if (sign === '-') return <del className="diff-line diff-removed" data-numbers={numbers} children={content} />;
  return <span className={`diff-line ${sign === '\\' ? 'diff-mark' : ''}`} data-numbers={numbers} children={content} />;
}

const numberText = (number: number | null): string => String(number ?? '').padStart(5);
