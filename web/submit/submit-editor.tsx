/** The draft as form or as fleet.yaml, the plan beside it, and the button that starts the fleet. */
import Container from '@cloudscape-design/components/container';
import ContentLayout from '@cloudscape-design/components/content-layout';
import Header from '@cloudscape-design/components/header';
import SegmentedControl from '@cloudscape-design/components/segmented-control';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useMemo, useState, type ReactNode } from 'react';
import { DraftNotices } from './draft-notices.tsx';
import type { Jump } from './editor-props.ts';
import { readFleet } from './fleet-document.ts';
import { FleetForm } from './fleet-form.tsx';
import { marksOf, type Problem } from './problems.ts';
import { PlanPanel } from './plan-panel.tsx';
import { StartButton } from './start-button.tsx';
import { StartFailure } from './start-failure.tsx';
import { useDraft, type DraftState } from './use-draft.ts';
import { usePlan, type LivePlan } from './use-plan.ts';
import type { Start } from './use-start.ts';
import { useSubmission } from './use-submission.ts';
import { YamlPane } from './yaml-pane.tsx';

interface Props {
  readonly origin: string;
  readonly initial: string;
  readonly notice?: (setText: (text: string) => void) => ReactNode;
}

export function SubmitEditor({ origin, initial, notice }: Props) {
  const state = useDraft(origin, initial);
  const { draft, setText, setView } = state;
  const fleet = useMemo(() => readFleet(draft.text), [draft.text]);
  const plan = usePlan(fleet);
  const start = useSubmission(state);
  const [jump, setJump] = useState<Jump>();
  const problems = plan.state.kind === 'invalid' ? plan.state.problems : noProblems;
  const goTo = (line: number): void => {
    setView('yaml');
    setJump((before) => ({ line, number: (before?.number ?? 0) + 1 }));
  };
  return (
    <ContentLayout header={<Heading state={state} initial={initial} plan={plan} start={start} />}>
      <SpaceBetween size="m">
        {notice?.(setText)}
        {start.failure && <StartFailure start={start} failure={start.failure} renewKey={state.renewKey} />}
        <DraftNotices state={state} fleet={fleet} />
        <div className="submit-columns">
          <Container header={<Header actions={<Views state={state} />}>What</Header>}>
            {draft.view === 'form' ? (
              <FleetForm fleet={fleet} problems={problems} setText={setText} goTo={goTo} />
            ) : (
              <YamlPane text={draft.text} marks={marksOf(problems)} setText={setText} jump={jump} />
            )}
          </Container>
          <div className="plan">
            <PlanPanel plan={plan} text={draft.text} goTo={goTo} />
          </div>
        </div>
      </SpaceBetween>
    </ContentLayout>
  );
}

const noProblems: readonly Problem[] = [];

interface HeadingProps {
  readonly state: DraftState;
  readonly initial: string;
  readonly plan: LivePlan;
  readonly start: Start;
}

function Heading({ state, initial, plan, start }: HeadingProps) {
  return (
    <Header
      variant="h1"
      description="One piece of work, many repositories. Nothing starts before you press the button."
      actions={<StartButton state={state} plan={plan} start={start} canDiscard={state.draft.text !== initial} />}
    >
      Submit a fleet
    </Header>
  );
}

function Views({ state: { draft, setView } }: { readonly state: DraftState }) {
  return (
    <SegmentedControl
      label="How the fleet is shown"
      selectedId={draft.view}
      options={[
        { id: 'form', text: 'Form' },
        { id: 'yaml', text: 'fleet.yaml' },
      ]}
      onChange={({ detail }) => {
        setView(detail.selectedId === 'yaml' ? 'yaml' : 'form');
      }}
    />
  );
}
