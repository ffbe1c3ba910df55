/** One line about what happens, for whoever waits; standard error, because standard output is the tests' report. */
export function say(text: string): void {
  process.stderr.write(`${text}\n`);
}
