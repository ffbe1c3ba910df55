/** How a target stands with each of its steps. */
import StatusIndicator, { type StatusIndicatorProps } from '@cloudscape-design/components/status-indicator';
import type { StepView } from '../../contracts/http/fleet-steps.ts';
import { stepWords } from './step-words.ts';

const types: Readonly<Record<StepView['status'], StatusIndicatorProps.Type>> = {
  pending: 'pending',
  running: 'in-progress',
  waiting: 'warning',
  done: 'success',
  skipped: 'not-started',
  failed: 'error',
};

export function TargetSteps({ steps }: { readonly steps: readonly StepView[] }) {
  if (steps.length === 0) return null;
  return (
    <ol className="plain-list" aria-label="Steps">
      {steps.map((step) => (
        <li key={step.name} aria-current={step.status === 'running' || step.status === 'waiting' ? 'step' : undefined}>
          <StatusIndicator type={types[step.status]}>{step.name}</StatusIndicator> <small>{stepWords(step)}</small>
        </li>
      ))}
    </ol>
  );
}
