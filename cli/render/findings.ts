/** The result of `bgagent doctor` as text. */
import type { Finding } from '../doctor/finding.ts';
import type { Style } from '../output/paint.ts';
import type { View } from './view.ts';

const marks = { ok: ['✓', 'good'], warning: ['!', 'busy'], broken: ['✗', 'bad'] } as const satisfies Record<
  Finding['state'],
  readonly [string, Style]
>;

/** One line per check, and below a check that is not ok how to repair it. */
export function renderFindings(findings: readonly Finding[], view: View): string {
  const width = Math.max(...findings.map(({ check }) => check.length));
  return findings
    .flatMap(({ check, state, found, mend }) => {
      const [mark, style] = marks[state];
      const line = `${view.paint(style, mark)} ${check.padEnd(width)}  ${found}`;
      return mend === '' ? [line] : [line, `  ${' '.repeat(width)}  → ${mend}`];
    })
    .join('\n');
}
