/** UTF-16 units of a caller's text that a message repeats at most. */
const repeated = 200;

/** The text in at most so many UTF-16 units; `…` at its end says that it was cut, never within a character. */
export const shorten = (text: string, most: number = repeated): string =>
  text.length <= most ? text : `${text.slice(0, most - 1).toWellFormed()}…`;
