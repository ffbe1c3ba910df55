/** Where the runtime tells what it does; a line at a time, for people. */
export interface RuntimeLogger {
  info(line: string): void;
  warn(line: string): void;
}
