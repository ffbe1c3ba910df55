/** One target beside its fleet: what became of it, what it waits for, its attempts, output and changes. */
import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Tabs from '@cloudscape-design/components/tabs';
import { useState } from 'react';
import type { AttemptView, FleetView } from '../../contracts/http/fleet.ts';
import { useShortcut } from '../frame/use-shortcut.ts';
import { useUrlState } from '../frame/use-url-state.ts';
import { ReadState } from '../parts/read-state.tsx';
import { Attempts } from './attempts.tsx';
import { attemptToShow } from './attempt-words.ts';
import { FailureNotice } from './failure-notice.tsx';
import type { OfTarget } from './of-target.ts';
import { Output } from './output.tsx';
import { Repositories } from './repositories.tsx';
import { TargetActions } from './target-actions.tsx';
import { TargetDiff } from './target-diff.tsx';
import { TargetFacts } from './target-facts.tsx';
import { TargetReport } from './target-report.tsx';
import { TargetSettings } from './target-settings.tsx';
import { TargetSteps } from './target-steps.tsx';
import { useNeighbours } from './use-neighbours.ts';
import { useOpenTarget } from './use-open-target.ts';
import { useTarget } from './use-target.ts';
import { WaitingNotice } from './waiting-notice.tsx';

interface Props {
  readonly fleet: FleetView;
  readonly path: string;
}

export function TargetPanel({ fleet, path }: Props) {
  const target = useTarget(fleet, path);
  const [tab, setTab] = useState('output');
  const { open } = useOpenTarget();
  useShortcut('Escape', 'Close the target', () => {
    open(null);
  });
  useShortcut('o', 'Output of the target', () => {
    setTab('output');
  });
  useShortcut('d', 'Diff of the target', () => {
    setTab('diff');
  });
  return (
    <ReadState read={target} what="the target">
      {(data) => <OneTarget fleet={fleet} target={data} tab={tab} onTab={setTab} />}
    </ReadState>
  );
}

interface TabProps {
  readonly tab: string;
  readonly onTab: (tab: string) => void;
}

function OneTarget({ fleet, target, tab, onTab }: OfTarget & TabProps) {
  const [named, setNamed] = useUrlState('attempt');
  const shown = attemptToShow(target.attempts, named);
  return (
    <SpaceBetween size="m">
      <Neighbours fleet={fleet} target={target} />
      <TargetFacts fleet={fleet} target={target} />
      <WaitingNotice
        fleet={fleet}
        target={target}
        onDiff={() => {
          onTab('diff');
        }}
      />
      <FailureNotice fleet={fleet} target={target} attempt={shown} />
      <TargetActions fleet={fleet} target={target} />
      <Repositories repositories={target.repositories} />
      <TargetSteps steps={target.steps} />
      <Attempts
        attempts={target.attempts}
        shown={shown}
        onShow={(attempt) => {
          setNamed(attempt === target.attempts.at(-1)?.attempt ? null : String(attempt));
        }}
      />
      <Details {...{ fleet, target, tab, onTab }} shown={shown} named={named} />
    </SpaceBetween>
  );
}

interface DetailsProps extends OfTarget, TabProps {
  readonly shown: AttemptView | undefined;
  /** The attempt that the address names. */
  readonly named: string | null;
}

function Details({ fleet, target, shown, named, tab, onTab }: DetailsProps) {
  const diffOf = named === null ? undefined : shown?.attempt;
  return (
    <Tabs
      activeTabId={tab === 'report' && fleet.report === null ? 'output' : tab}
      onChange={({ detail }) => {
        onTab(detail.activeTabId);
      }}
      ariaLabel="About the target"
      tabs={[
        { id: 'output', label: 'Output', content: <Output target={target} attempt={shown} /> },
        { id: 'diff', label: 'Diff', content: <TargetDiff fleet={fleet} target={target} attempt={diffOf} /> },
        ...(fleet.report === null ? [] : [{ id: 'report', label: 'Report', content: <TargetReport target={target} /> }]),
        { id: 'settings', label: 'Settings', content: <TargetSettings fleet={fleet} target={target} attempt={shown} /> },
      ]}
    />
  );
}

function Neighbours({ fleet, target }: OfTarget) {
  const { before, after } = useNeighbours(fleet, target.ordinal);
  useShortcut('[', 'Previous target', before);
  useShortcut(']', 'Next target', after);
  return (
    <SpaceBetween direction="horizontal" size="xs">
      <Button iconName="angle-left" variant="inline-link" disabled={before === undefined} onClick={() => before?.()}>
        Previous
      </Button>
      <Button
        iconName="angle-right"
        iconAlign="right"
        variant="inline-link"
        disabled={after === undefined}
        onClick={() => after?.()}
      >
        Next
      </Button>
    </SpaceBetween>
  );
}
