/** The view of a stream of this process. */
import { paint } from '../output/paint.ts';
import { isColoured, isTerminal } from '../output/streams.ts';
import { plainView, type View } from './view.ts';

/** As wide as the terminal, and coloured unless NO_COLOR is set. A stream that is no terminal has the plain view. */
export function terminalView(stream: NodeJS.WriteStream, now = Date.now()): View {
  if (!isTerminal(stream)) return plainView(now);
  const coloured = isColoured(stream);
  return {
    // The pseudo-terminal of a script may have no size.
    columns: stream.columns || Infinity,
    rows: Infinity,
    terminal: stream.columns > 0 && stream.rows > 0,
    coloured,
    paint: coloured ? paint : (_style, text) => text,
    now,
  };
}
