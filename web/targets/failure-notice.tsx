/** Why an attempt at a target failed, whose move it is, and the button that tries again. */
import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { AttemptView } from '../../contracts/http/fleet.ts';
import { useAsk } from '../commands/ask.tsx';
import { failureLines, moveOf } from './failure-words.ts';
import { mayRetry } from './selected-commands.ts';
import type { OfTarget } from './of-target.ts';

interface Props extends OfTarget {
  readonly attempt: AttemptView | undefined;
}

export function FailureNotice({ fleet, target, attempt }: Props) {
  const failure = attempt?.failure ?? target.failure;
  if (failure === null) return null;
  const { headline, more } = failureLines(failure);
  return (
    <Alert type="error" header={headline} action={mayRetry(fleet.actions, target.status) && <RetryIt {...{ fleet, target }} />}>
      <SpaceBetween size="xs">
        {more !== '' && <pre className="failure-lines">{more}</pre>}
        <span>
          {moveOf(failure)} Code {failure.code}.
        </span>
        {target.heal_context !== null && (
          <ExpandableSection headerText="What a further attempt would be told">
            <div className="told">{target.heal_context}</div>
          </ExpandableSection>
        )}
      </SpaceBetween>
    </Alert>
  );
}

function RetryIt({ fleet, target }: OfTarget) {
  const ask = useAsk();
  const targets = [target.path];
  return (
    <SpaceBetween direction="horizontal" size="xs">
      <Button
        onClick={() => {
          ask(fleet, { kind: 'retry', targets });
        }}
      >
        Retry it
      </Button>
      <Button
        onClick={() => {
          ask(fleet, { kind: 'retry', targets, hint: true });
        }}
      >
        Retry with a hint…
      </Button>
    </SpaceBetween>
  );
}
