/** Discard, and start: the button says how many targets it starts, and asks first where it is many, or much money. */
import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { ConfirmStart } from './confirm-start.tsx';
import { mustConfirm, startWords } from './plan-state.ts';
import type { DraftState } from './use-draft.ts';
import type { LivePlan } from './use-plan.ts';
import type { Start } from './use-start.ts';

interface Props {
  readonly state: DraftState;
  readonly plan: LivePlan;
  readonly start: Start;
  readonly canDiscard: boolean;
}

export function StartButton({ state, plan, start, canDiscard }: Props) {
  const [asks, setAsks] = useState(false);
  const planned = plan.state.kind === 'valid' ? plan.state.planned : undefined;
  const send = (): void => {
    setAsks(false);
    if (planned === undefined) return;
    state.keep();
    void start.send(planned.body, state.draft.key);
  };
  return (
    <>
      <SpaceBetween direction="horizontal" size="xs">
        {canDiscard && <Button onClick={state.discard}>Discard draft</Button>}
        <Button
          variant="primary"
          loading={start.isSending}
          loadingText="Starting"
          disabled={planned === undefined}
          onClick={() => {
            if (planned !== undefined && mustConfirm(planned.plan)) setAsks(true);
            else send();
          }}
        >
          {startWords(plan.state)}
        </Button>
      </SpaceBetween>
      {asks && planned !== undefined && (
        <ConfirmStart
          plan={planned.plan}
          onConfirm={send}
          onClose={() => {
            setAsks(false);
          }}
        />
      )}
    </>
  );
}
