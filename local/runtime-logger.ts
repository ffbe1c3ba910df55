/** The log of the runtime: lines for a person at the terminal. */
export interface RuntimeLogger {
  info(line: string): void;
  warn(line: string): void;
}
