/**
 * What is shown of the progress of a fleet whose targets go through steps: the steps with their marks, what goes on, and how far it is.
 * The computing is that of core; the words around it are here.
 */
import type { StepCounts } from '../../contracts/http/fleet-steps.ts';
import type { FleetView, TargetView } from '../../contracts/http/fleet.ts';
import { isTerminalFleet } from '../../core/fleet.ts';
import { batchProgress, elapsedText, taskCount, tasksText, type TaskCount } from '../../core/steps/batch-progress.ts';
import { healingText } from '../../core/steps/healing-text.ts';
import { stateIndicator } from '../../core/steps/state-indicator.ts';
import { stepCountsText } from '../../core/steps/step-counts-text.ts';
import { stepMark, type StepMark } from '../../core/steps/step-mark.ts';
import { doing, stepTitle } from '../../core/steps/step-words.ts';
import { plainLine } from '../../core/text/plain-text.ts';
import { fleetWords } from '../words/status-words.ts';

export interface Phase {
  readonly name: string;
  readonly mark: StepMark;
  /** Needed a heal. */
  readonly healed: boolean;
  /** Of the mark, for those who do not see it. */
  readonly says: string;
}

export interface PhaseView {
  readonly phases: readonly Phase[];
  readonly headline: string;
  /** Why it does not go on, or did not end well; undefined: nothing to tell. */
  readonly why: string | undefined;
  readonly tasks: TaskCount | undefined;
  readonly facts: readonly string[];
  readonly healing: string | undefined;
  /** Names of phases. */
  readonly healed: readonly string[];
}

const marks: Readonly<Record<StepMark, string>> = {
  current: 'now',
  done: 'done',
  skipped: 'skipped',
  failed: 'failed',
  pending: 'to come',
};

/** Of a fleet of one target. `now`: epoch ms. */
export function phaseView(fleet: FleetView, target: TargetView, now: number): PhaseView {
  const at = batchProgress(target, now);
  const tasks = taskCount(target);
  const elapsed = elapsedText(fleet.progress.elapsed_s);
  const healed = target.steps.filter((step) => step.healed);
  return {
    phases: phasesOf(fleet, target),
    headline: headlineOf(fleet, target, at?.batch),
    why: target.status === 'FAILED' && target.failure !== null ? plainLine(target.failure.message) : undefined,
    tasks,
    facts: [...(tasks ? [tasksText(tasks)] : []), elapsed, ...(at?.left === undefined ? [] : [at.left])],
    healing: healingText(target, fleet.heal?.max_attempts ?? 0),
    healed: healed.map(({ name }) => stepTitle(name)),
  };
}

/** Phases that the preset may leave out. */
const leftOut = ['design', 'analyze'] as const;

function phasesOf({ preset }: FleetView, target: TargetView): Phase[] {
  const steps = target.steps.map((step): Phase => {
    const mark = stepMark(step, target);
    return { name: step.name, mark, healed: step.healed, says: `${marks[mark]}${step.healed ? ', needed a heal' : ''}` };
  });
  if (preset === null) return steps;
  const first = leftOut.map(
    (name) => steps.find((step) => step.name === name) ?? ({ name, mark: 'skipped', healed: false, says: 'left out' } as const),
  );
  return [...first, ...steps.filter(({ name }) => leftOut.every((each) => each !== name))];
}

function headlineOf(fleet: FleetView, target: TargetView, batch: string | undefined): string {
  const { status, reason } = fleet;
  const state = stateIndicator(fleet, [target]);
  if (state === 'Complete') return endOf(target);
  if (isTerminalFleet(status)) return batch !== undefined && target.status === 'FAILED' ? batch : fleetWords[status];
  if (state === 'Merge Ready') return 'Merge ready';
  if (target.status === 'FAILED') return `Failed at ${stepName(target)}`;
  const going = batch ?? workOf(target);
  if (status === 'PAUSED' && reason?.code === 'user' && target.status === 'PENDING') {
    return `Paused: ${stepName(target)} comes next`;
  }
  return going;
}

const stepName = ({ step }: TargetView): string => (step === null ? 'the work' : stepTitle(step).toLowerCase());

function endOf({ steps }: TargetView): string {
  const merge = steps.find(({ name }) => name === 'merge');
  if (merge === undefined) return 'Complete';
  return merge.status === 'skipped' ? 'Complete: nothing was merged' : 'Complete: merged';
}

/** Outside of batches. */
function workOf(target: TargetView): string {
  const { status, step, waiting } = target;
  if (waiting?.for === 'question') return 'The agent has asked something';
  if (waiting?.for === 'review') return 'The changes wait for a review';
  if (waiting?.for === 'gate') return `Waits for you before ${stepName(target)}`;
  if (step === null) return 'Works';
  if (status === 'PENDING' || status === 'QUEUED') return `${stepTitle(step)} starts when a worker has room`;
  return doing(step).replace(/:$/, '');
}

/** Of a fleet of several targets: how many are where. */
export const countsOfStep = (step: StepCounts): string => stepCountsText(step).join(' · ');
