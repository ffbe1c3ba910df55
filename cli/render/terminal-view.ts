import { styleText } from 'node:util';
import { plainView, type Style, type View } from './view.ts';

const formats = { good: 'green', bad: 'red', busy: 'cyan', faint: 'dim', strong: 'bold' } as const satisfies Record<
  Style,
  unknown
>;

/** The view of a stream: coloured and as wide as the terminal, or plain where it is none or NO_COLOR is set. */
export function terminalView(stream: NodeJS.WriteStream, now = Date.now()): View {
  // Node types `isTTY` as always true; it is undefined for a pipe.
  if (!(stream.isTTY as boolean | undefined)) return plainView(now);
  const coloured = (process.env['NO_COLOR'] ?? '') === '' && stream.hasColors();
  return {
    // A pseudo-terminal of a script may have no size.
    columns: stream.columns || Infinity,
    rows: Infinity,
    terminal: stream.columns > 0 && stream.rows > 0,
    coloured,
    paint: (style, text) => (coloured ? styleText(formats[style], text, { validateStream: false }) : text),
    now,
  };
}
