/** The failure of a program whose output does not say how the run ended: it was killed, it refused its arguments, or it broke. */
import { printedText } from '../text/printed-text.ts';
import { lastLines } from '../text/cut-lines.ts';
import type { AgentEnd, AgentFailure, Ask } from './preset.ts';

/** UTF-16 units of standard error in the sentence. */
const longest = 500;
/** Of the programs' own words for an argument or setting that they do not take. */
const refusal = /^[ \t]*error:|\b(?:unknown option|unexpected argument|invalid value|error loading config)/im;
const unknownSession = /\b(?:no conversation found|no rollout found|thread\/resume failed)/i;

export function failureWithoutReading({ stdout, stderr, exitCode }: AgentEnd, { session }: Ask): AgentFailure {
  const said = lastLines(printedText(stderr).trim(), longest);
  if (session && exitCode !== null && unknownSession.test(said)) return { kind: 'session', message: said };
  if (exitCode !== null && exitCode !== 0 && stdout.trim() === '' && refusal.test(said)) return { kind: 'config', message: said };
  return { kind: 'process', message: said === '' ? 'Its output does not say how the run ended.' : said };
}
