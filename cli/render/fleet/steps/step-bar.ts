/** The steps of a target as a bar. Example: `Design ─ Analyze ─ ●Implement ─ Verify ─ Merge`. */
import type { TargetView } from '../../../../contracts/http/fleet.ts';
import type { StepView } from '../../../../contracts/http/fleet-steps.ts';
import type { Style } from '../../../output/paint.ts';
import type { View } from '../../view.ts';
import { stepTitle } from './step-words.ts';

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
    lines.at(-1)?.push(view.paint(styleOf(step, target), text));
  }
  return lines.map((texts, at) => `${indent}${texts.join(line)}${at < lines.length - 1 ? dash : ''}`);
}

/** The step that the target is at, or that it comes to next. */
const isCurrent = ({ name, status }: StepView, target: Stepped): boolean =>
  status === 'running' || status === 'waiting' || (status === 'pending' && name === target.step && target.status === 'PENDING');

function textOf(step: StepView, target: Stepped): string {
  const title = stepTitle(step.name);
  if (isCurrent(step, target)) return `●${title}`;
  if (step.status === 'failed') return `✗${title}`;
  return step.status === 'skipped' ? `${title} (skipped)` : title;
}

function styleOf(step: StepView, target: Stepped): Style {
  if (isCurrent(step, target)) return 'busy';
  switch (step.status) {
    case 'done':
      return 'good';
    case 'failed':
      return 'bad';
    case 'skipped':
    case 'pending':
      return 'faint';
    case 'running':
    case 'waiting':
      return 'busy';
  }
}
