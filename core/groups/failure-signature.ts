/**
 * What two targets have in common that failed for the same reason (semantics 29): class, code, verifier, and the last lines that say what
 * went wrong, without what differs from target to target.
 * Example: two repositories whose build lacks the same function → the same key, whatever their files are called.
 */
import { plainText } from '../text/plain-text.ts';
import { shorten } from '../text/shorten.ts';
import { withoutNames, type Names } from './without-names.ts';

export interface FailedTarget {
  readonly class: string;
  readonly code: string;
  readonly message: string;
  /** Null: not known, or none failed. */
  readonly verifier: string | null;
  readonly names: Names;
}

/** Equal for targets that failed for the same reason. */
export const failureKey = (failed: FailedTarget): string => {
  const lines = tellingLines(failed).map(({ plain }) => plain);
  return JSON.stringify([failed.class, failed.code, failed.verifier, ...new Set(lines.sort())]);
};

/** The line of its message that says most, as it was printed. */
export const failureSummary = (failed: FailedTarget): string => shorten(tellingLines(failed).at(-1)?.raw ?? '');

/** Lines that a key has. More of them would tell targets apart by what failed besides. */
const mostLines = 2;

interface Line {
  readonly raw: string;
  readonly plain: string;
}

/** The last lines of the best kind that there is: those that say why, those that say anything, or any. */
function tellingLines({ message, names }: FailedTarget): Line[] {
  const all = plainText(message)
    .split('\n')
    .map((raw) => ({ raw: raw.trim(), plain: withoutNames(raw, names) }))
    .filter(({ plain }) => /\w/.test(plain));
  const [first, ...printed] = all;
  // What the program printed says more than the sentence that it failed.
  const lines = first !== undefined && printed.length > 0 && headline.test(first.plain) ? printed : all;
  const telling = lines.filter(({ plain }) => !noise.test(plain));
  const why = telling.filter(({ plain }) => reason.test(plain.replace(level, '')));
  const chosen = [why, telling, lines].find((some) => some.length > 0) ?? [];
  return lastDifferent(chosen);
}

function lastDifferent(lines: readonly Line[]): Line[] {
  const last = new Map<string, Line>();
  for (const line of lines.toReversed()) {
    if (last.size < mostLines && !last.has(line.plain)) last.set(line.plain, line);
  }
  return [...last.values()].reverse();
}

/** The sentence before what a program printed. */
const headline = /^(?:verifier |The (?:agent|command) failed: )/;

/** What some programs write before each of their lines. */
const level = /^(?:\[ERROR\]|npm (?:ERR!|error)) ?/;

/** Lines that say what went wrong. */
const reason =
  /error|exception|panic: |fatal|expected|undefined|cannot|can't|could not|couldn't|unable|denied|refused|rejected|declined|not found|not in |no such|not exist|unknown|invalid|missing|time(?:d |-)?out|conflict|mismatch|assert|unresolved|unsupported|killed|exceed|forbidden|unauthori|failed to|required|too /i;

/** Lines that stand below many errors, and say of none what it is. */
const noise =
  /^(?:(?:FAIL|PASS|ok)(?: <| \w+ <|$)|make\b.*\*\*\*|npm (?:ERR!|error) (?:code (?:ELIFECYCLE|<n>)|errno|path|command|workspace|location|in workspace|at location|Lifecycle|Test failed|A complete)|exit (?:status|code) |Process (?:completed|exited)|error: (?:could not compile|aborting|test failed|failed to push)|For more|Some errors|warning|thread |Caused by:$|test result:|failures:|Tests?:|Test Suites|Snapshots|Time:|Ran all|Found <n>|[=!_-]{3,}|(?:[✖✗×] )?<n> (?:passed|failed|errors? (?:in|found|generated)|problems?)|\[INFO\]|\[ERROR\](?: (?:To see|Re-run|For more|After|-> |\[Help)|$)|BUILD FAIL|FAILURE: |\* |> Run|To <|hint:|Please make|# |● |at )/;
