/** The result of `bgagent doctor` as text. */
import type { Finding } from '../doctor/finding.ts';
import type { Style } from '../output/paint.ts';
import type { View } from './view.ts';

const marks = { ok: ['✓', 'good'], warning: ['!', 'busy'], broken: ['✗', 'bad'] } as const satisfies Record<
  Finding['state'],
  readonly [string, Style]
>;

/** A line per check, or several where it found several problems; below a check that is not ok how to repair it. */
export function renderFindings(findings: readonly Finding[], view: View): string {
  const width = Math.max(...findings.map(({ check }) => check.length));
  return findings
    .flatMap(({ check, state, found, mend }) => {
      const [mark, style] = marks[state];
      const below = `  ${' '.repeat(width)}  `;
      const line = `${view.paint(style, mark)} ${check.padEnd(width)}  ${found.replaceAll('\n', `\n${below}`)}`;
      return mend === '' ? [line] : [line, `${below}→ ${mend}`];
    })
    .join('\n');
}
