/**
 * Which patterns a report's schema may have: those that ECMAScript (with the flag u) and RE2 both know, so that they are matched in linear
 * time, whatever they are. A pattern that looks ahead or behind, or refers back to a group, is none of them.
 * Example: `^(a+)+$` is taken, `^(?=a)` and `(a)\1` are not.
 */

/** What a pattern costs the engine: its characters, each as often as its repetitions say. Or why it is not taken, in words that follow its place. */
export type PatternSize = { readonly ok: true; readonly parts: number } | { readonly ok: false; readonly problem: string };

const refused = (why: string): PatternSize => ({ ok: false, problem: `must be a pattern that takes linear time: ${why}` });

const tokens = /\\(?:[pP]\{[^}]*\}|u\{[^}]*\}|.)|\(\?<?[=!]|\{(\d+)(?:,(\d*))?\}|./gsu;

export function sizeOfPattern(pattern: string): PatternSize {
  if (!isPattern(pattern)) return { ok: false, problem: 'must be a regular expression of ECMAScript, as its flag u reads it' };
  const around: number[] = [];
  let [sum, last, inClass] = [0, 0, false];
  for (const [token, least, most] of pattern.matchAll(tokens)) {
    const problem = problemOf(token, inClass);
    if (problem !== undefined) return refused(problem);
    if (inClass) inClass = token !== ']';
    else if (token === '(') {
      around.push(sum);
      sum = 0;
    } else if (token === ')') {
      last = sum + 1;
      sum = last + (around.pop() ?? 0);
    } else if (least !== undefined) {
      const times = Math.max(1, Number(least), Number(most ?? 0));
      sum += last * (times - 1);
      last *= times;
    } else {
      inClass = token === '[';
      sum += 1;
      last = 1;
    }
  }
  return sum > mostParts ? refused(`with its repetitions it has more than ${mostParts} parts`) : { ok: true, parts: sum };
}

/** RE2 repeats nothing more than 1,000 times, also not by repetitions within others. */
const mostParts = 1_000;

function isPattern(pattern: string): boolean {
  try {
    return new RegExp(pattern, 'u').source !== '';
  } catch {
    return false;
  }
}

function problemOf(token: string, inClass: boolean): string | undefined {
  if (inClass) return token === String.raw`\b` ? String.raw`it has \b in brackets` : problemOfEscape(token);
  if (/^\(\?<?[=!]$/.test(token)) return 'it looks ahead or behind';
  if (/^\\[1-9k]/.test(token)) return 'it refers back to a group';
  return problemOfEscape(token);
}

/** RE2 has no unassigned characters, and other names for all but the categories. */
const problemOfEscape = (token: string): string | undefined =>
  /^\\[pP]\{(?!(?:C[cfos]?|L[lmotu]?|M[cen]?|N[dlo]?|P[c-fios]?|S[ckmo]?|Z[lps]?)\})/.test(token)
    ? `${token} is no category of characters`
    : undefined;
