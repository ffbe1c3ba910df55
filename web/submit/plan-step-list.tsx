/** The steps of a plan, one below the other: work has its number, waiting for a person its own sign. */
import Box from '@cloudscape-design/components/box';
import type { PlanStep } from './plan-step.ts';

/** Targets that are named at a step, as many as one looks at. */
const most = 50;

export function PlanSteps({ steps }: { readonly steps: readonly PlanStep[] }) {
  return (
    <ol className="submit-steps">
      {steps.map((step, at) => (
        // Steps have no names, and their order is what they are.
        <li key={at} className={step.kind}>
          <span className="number" aria-hidden="true">
            {step.kind === 'wait' ? '❚❚' : at + 1}
          </span>
          <div>
            <Box fontWeight="bold">{step.title}</Box>
            {step.note !== undefined && <Box color="text-body-secondary">{step.note}</Box>}
            {step.targets !== undefined && <Targets paths={step.targets} />}
          </div>
        </li>
      ))}
    </ol>
  );
}

function Targets({ paths }: { readonly paths: readonly string[] }) {
  return (
    <span className="submit-targets">
      {paths.slice(0, most).map((path) => (
        <code key={path}>{path}</code>
      ))}
      {paths.length > most && <span>and {(paths.length - most).toLocaleString('en-US')} more</span>}
    </span>
  );
}
