/** Node types `isTTY` as always true; it is undefined for a pipe. */
export const isTerminal = (stream: NodeJS.WriteStream): boolean => (stream.isTTY as boolean | undefined) === true;

/** Whether colours are shown, and wanted. */
export const isColoured = (stream: NodeJS.WriteStream): boolean =>
  isTerminal(stream) && (process.env['NO_COLOR'] ?? '') === '' && stream.hasColors();
