/** The steps of a fleet, for its status: of a fleet with one target its bar and its batches, of a larger one counts per step. */
import type { FleetView, TargetView } from '../../../../contracts/http/fleet.ts';
import { batchProgress, elapsedText } from '../../../../core/steps/batch-progress.ts';
import { stateIndicator } from '../../../../core/steps/state-indicator.ts';
import { stepCountsText } from '../../../../core/steps/step-counts-text.ts';
import { stepTitle } from '../../../../core/steps/step-words.ts';
import { joinWrapped } from '../../cut-text.ts';
import type { View } from '../../view.ts';
import { stepBar } from './step-bar.ts';

/** An earlier version of the API answers none. */
type MaybeStepped = Pick<FleetView, 'status' | 'reason' | 'progress'> & Partial<Pick<FleetView, 'steps'>>;

const indent = '  ';

/** Empty for a fleet without steps. `targets`: all of a small fleet, or none. */
export function stepLines(fleet: MaybeStepped, targets: readonly TargetView[], view: View): string[] {
  const { steps = [] } = fleet;
  if (steps.length === 0) return [];
  const state = stateIndicator(fleet, targets);
  const [only, ...others] = targets;
  return [
    ...(state === undefined ? [] : [`${indent}State: ${view.paint('strong', state)}`]),
    ...(only !== undefined && others.length === 0 ? linesOfTarget(only, fleet, view) : countLines(steps, view)),
  ];
}

function linesOfTarget(target: TargetView, { progress }: MaybeStepped, view: View): string[] {
  const at = batchProgress(target, view.now);
  const healed = target.steps.filter((step) => step.healed).map(({ name }) => stepTitle(name));
  const time = [elapsedText(progress.elapsed_s), ...(at?.left === undefined ? [] : [at.left])];
  return [
    ...stepBar(target, indent, view),
    ...(at === undefined ? [] : [`${indent}${at.batch}`, joinWrapped(indent, [at.tasks, ...time], view.columns)]),
    ...(healed.length === 0 ? [] : [joinWrapped(`${indent}Needed a heal: `, healed, view.columns)]),
  ];
}

/** One line per step: how many targets are past it, in it, before it. */
function countLines(steps: FleetView['steps'], view: View): string[] {
  const width = Math.max(...steps.map(({ name }) => stepTitle(name).length));
  return steps.flatMap(({ name, ...counts }) =>
    joinWrapped(`${indent}${stepTitle(name).padEnd(width)}  `, stepCountsText(counts), view.columns).split('\n'),
  );
}
