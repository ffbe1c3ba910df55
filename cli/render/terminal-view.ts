import { paint } from '../output/paint.ts';
import { isColoured, isTerminal } from '../output/streams.ts';
import { plainView, type View } from './view.ts';

/** The view of a stream: coloured and as wide as the terminal, or plain where it is none or NO_COLOR is set. */
export function terminalView(stream: NodeJS.WriteStream, now = Date.now()): View {
  if (!isTerminal(stream)) return plainView(now);
  const coloured = isColoured(stream);
  return {
    // A pseudo-terminal of a script may have no size.
    columns: stream.columns || Infinity,
    rows: Infinity,
    terminal: stream.columns > 0 && stream.rows > 0,
    coloured,
    paint: coloured ? paint : (_style, text) => text,
    now,
  };
}
