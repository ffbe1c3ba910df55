/** A target of a fleet with steps, as tests of what is shown of them need it. */
import type { AttemptView, TargetView } from '../../../../../contracts/http/fleet.ts';
import type { StepView } from '../../../../../contracts/http/fleet-steps.ts';
import { sampleTarget } from '../../../samples.ts';

export const phases = ['design', 'analyze', 'implement', 'verify', 'merge'] as const;

export const sampleStep = (name: string, status: StepView['status'], change: Partial<StepView> = {}): StepView => ({
  name,
  status,
  healed: false,
  batch: null,
  attempts: [],
  cost_usd: null,
  started_at: null,
  finished_at: null,
  ...change,
});

export const sampleAttempt = (change: Partial<AttemptView>): AttemptView => ({
  attempt: 1,
  status: 'SUCCEEDED',
  trigger: 'step',
  task_id: null,
  outcome: 'changed',
  result: null,
  repositories: null,
  failure: null,
  agent: null,
  model: null,
  session_id: null,
  turns: null,
  question: null,
  step: null,
  batch: null,
  changed: true,
  commit: null,
  change: null,
  failed_verifier: null,
  steering: null,
  answer: null,
  words: null,
  pr_url: null,
  branch: null,
  cost_usd: null,
  started_at: null,
  finished_at: null,
  duration_s: 60,
  ...change,
});

const batchNames = ['Setup', 'Core Components', 'API', 'Docs'];
/** Four batches of a list with 35 tasks. */
export const batch = (
  index: number,
  change: Partial<NonNullable<AttemptView['batch']>> = {},
): NonNullable<AttemptView['batch']> => ({
  index,
  count: 4,
  name: batchNames[index - 1] ?? '',
  task_ids: ['T001'],
  done: ['T001'],
  open: [],
  left: 4 - index,
  next: batchNames[index] ?? null,
  tasks_open: 35 - 6 * index,
  tasks_done: 6 * index,
  used_fallback: false,
  warnings: [],
  ...change,
});

/** It runs since 10:00:01. @param statuses of the phases, in their order */
export function steppedTarget(
  statuses: readonly StepView['status'][],
  { step = 'implement', ...change }: Partial<TargetView> = {},
): TargetView {
  const steps = phases.map((name, at) => sampleStep(name, statuses[at] ?? 'pending'));
  return sampleTarget({
    status: 'RUNNING',
    failure: null,
    duration_s: null,
    attempt: 3,
    trigger: 'step',
    step,
    steps,
    ...change,
  });
}
