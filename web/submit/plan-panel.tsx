/** What a start would do: problems to mend, or the steps, the targets and the cost, live while somebody writes. */
import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator, { type StatusIndicatorProps } from '@cloudscape-design/components/status-indicator';
import { OnCommandLine } from './on-command-line.tsx';
import { PlanView } from './plan-view.tsx';
import type { PlanState } from './plan-state.ts';
import { ProblemList } from './problem-list.tsx';
import type { LivePlan } from './use-plan.ts';

interface Props {
  readonly plan: LivePlan;
  readonly text: string;
  readonly goTo: (line: number) => void;
}

const words: Readonly<Record<PlanState['kind'], readonly [StatusIndicatorProps.Type, string]>> = {
  empty: ['pending', 'nothing to plan'],
  planning: ['in-progress', 'planning…'],
  valid: ['success', 'valid'],
  invalid: ['error', 'not valid'],
  unknown: ['warning', 'not new'],
};

export function PlanPanel({ plan: { state, last, askAgain }, text, goTo }: Props) {
  const [type, word] = words[state.kind];
  const status = (
    <span role="status">
      <StatusIndicator type={type}>{word}</StatusIndicator>
    </span>
  );
  return (
    <Container header={<Header actions={status}>Plan</Header>}>
      <SpaceBetween size="m">
        {state.kind === 'invalid' && <ProblemList {...state} goTo={goTo} />}
        {state.kind === 'empty' && <Nothing />}
        {state.kind === 'unknown' && (
          <Alert type="warning" header="The plan could not be made" action={<Button onClick={askAgain}>Try now</Button>}>
            {state.failure.error.message} What you wrote is kept{last === undefined ? '.' : ', and the plan below is of before.'}
          </Alert>
        )}
        {last !== undefined && state.kind !== 'empty' && (
          <div className={state.kind === 'valid' ? undefined : 'submit-old'}>
            {state.kind === 'invalid' && <Box variant="awsui-key-label">The last plan that was valid</Box>}
            <PlanView {...last} />
          </div>
        )}
        <OnCommandLine text={text} />
      </SpaceBetween>
    </Container>
  );
}

function Nothing() {
  return (
    <Box color="text-body-secondary">
      Say what is to be done, and in which repositories. What would happen is shown here while you write: nothing is started.
    </Box>
  );
}
