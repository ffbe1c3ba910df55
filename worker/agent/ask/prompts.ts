/** What an agent that is asked for a value is told besides the prompt of the caller. */
import { firstLines } from '../../text/cut-lines.ts';

/** UTF-16 units of an answer that is repeated to an agent. */
const longestAnswer = 4_000;

/** @param maxTurns a limit that nothing but the agent itself keeps; undefined: none */
export const withTurns = (prompt: string, maxTurns: number | undefined): string =>
  maxTurns === undefined ? prompt : `${prompt}\n\nTurns at most: ${maxTurns}\n`;

export interface Repair {
  readonly prompt: string;
  /** The answer that did not fit; empty: none. */
  readonly answer: string;
  readonly problems: readonly string[];
  /** JSON Schema. */
  readonly schema: string;
}

/** For an agent that knows what it was asked and what it answered. */
export const repairInSession = ({ problems, schema }: Omit<Repair, 'prompt' | 'answer'>): string =>
  `Your last answer cannot be used:\n${listOf(problems)}\n\n${again(schema)}`;

/** For an agent that knows nothing of it. */
export const repairAnew = ({ prompt, answer, problems, schema }: Repair): string =>
  [
    prompt,
    'An earlier answer to this cannot be used:',
    answer === '' ? '(It was empty.)' : firstLines(answer, longestAnswer),
    `What is wrong with it:\n${listOf(problems)}`,
    again(schema),
  ].join('\n\n');

const listOf = (problems: readonly string[]): string => problems.map((problem) => `- ${problem}`).join('\n');

const again = (schema: string): string =>
  `Answer again, so that the answer fits this JSON Schema. If you write it as a message, write nothing but the JSON.\n\n${schema}\n`;
