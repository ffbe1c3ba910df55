/** Asks a stream whether it is a terminal. */
// Node types `isTTY` as always true; it is undefined for a pipe.
export const isTerminal = (stream: NodeJS.WriteStream): boolean => (stream.isTTY as boolean | undefined) === true;

/** True if the stream shows colours and NO_COLOR is not set. */
export const isColoured = (stream: NodeJS.WriteStream): boolean =>
  isTerminal(stream) && (process.env['NO_COLOR'] ?? '') === '' && stream.hasColors();
