/** The steps of a target as a bar. Example: `Design ─ Analyze ─ ●Implement ─ Verify ─ Merge`. */
import type { TargetView } from '../../../../contracts/http/fleet.ts';
import type { StepView } from '../../../../contracts/http/fleet-steps.ts';
import { stepMark, type StepMark } from '../../../../core/steps/step-mark.ts';
import { stepTitle } from '../../../../core/steps/step-words.ts';
import type { Style } from '../../../output/paint.ts';
import type { View } from '../../view.ts';

type Stepped = Pick<TargetView, 'step' | 'steps' | 'status'>;

const line = ' ─ ';
const dash = ' ─';

/**
 * The step at which the target is has a dot, what failed a cross, and what was skipped says so. The bar takes several lines where the
 * terminal is too narrow for it.
 */
export function stepBar(target: Stepped, indent: string, view: View): string[] {
  const lines: string[][] = [];
  let width = 0;
  for (const [at, step] of target.steps.entries()) {
    const text = textOf(step, target);
    const longer = width + line.length + text.length;
    // A line ends with a dash where another one follows.
    const isTooLong = longer + (at < target.steps.length - 1 ? dash.length : 0) > view.columns;
    if (at === 0 || isTooLong) lines.push([]);
    width = at === 0 || isTooLong ? indent.length + text.length : longer;
    lines.at(-1)?.push(view.paint(styles[stepMark(step, target)], text));
  }
  return lines.map((texts, at) => `${indent}${texts.join(line)}${at < lines.length - 1 ? dash : ''}`);
}

function textOf(step: StepView, target: Stepped): string {
  const title = stepTitle(step.name);
  switch (stepMark(step, target)) {
    case 'current':
      return `●${title}`;
    case 'failed':
      return `✗${title}`;
    case 'skipped':
      return `${title} (skipped)`;
    case 'done':
    case 'pending':
      return title;
  }
}

const styles: Readonly<Record<StepMark, Style>> = {
  current: 'busy',
  done: 'good',
  failed: 'bad',
  skipped: 'faint',
  pending: 'faint',
};
