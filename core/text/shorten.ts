/** UTF-16 units of what somebody wrote that a message to them repeats. */
const repeated = 200;

/** A text of at most so many UTF-16 units, the last one telling that it was cut; never half a character. */
export const shorten = (text: string, most: number = repeated): string =>
  text.length <= most ? text : `${text.slice(0, most - 1).toWellFormed()}…`;
