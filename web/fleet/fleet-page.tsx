/** One fleet: what it is, what it waits for and what helps, how far it is, and everything about its targets. */
import ContentLayout from '@cloudscape-design/components/content-layout';
import Header from '@cloudscape-design/components/header';
import Tabs from '@cloudscape-design/components/tabs';
import { useMemo } from 'react';
import type { FleetView } from '../../contracts/http/fleet.ts';
import { useFleet } from '../api/use-fleet.ts';
import { usePanel } from '../app/panel.tsx';
import { useUrlState } from '../app/use-url-state.ts';
import { ChangesTab } from '../changes/changes-tab.tsx';
import { GraphTab } from '../graph/graph-tab.tsx';
import { ReadState } from '../parts/read-state.tsx';
import { TargetPanel } from '../targets/target-panel.tsx';
import { TargetsTab } from '../targets/targets-tab.tsx';
import { TimelineTab } from '../timeline/timeline-tab.tsx';
import { LogTab } from './log-tab.tsx';
import { SettingsTab } from './settings-tab.tsx';

export function FleetPage({ fleetId }: { readonly fleetId: string }) {
  const fleet = useFleet(fleetId);
  return (
    <ReadState read={fleet} what="the fleet">
      {(data) => <OneFleet fleet={data} />}
    </ReadState>
  );
}

function OneFleet({ fleet }: { readonly fleet: FleetView }) {
  const [tab, setTab] = useUrlState('tab');
  const [target, setTarget] = useUrlState('target');
  usePanel(
    useMemo(
      () =>
        target === null
          ? undefined
          : {
              header: target,
              content: <TargetPanel fleet={fleet} path={target} />,
              onClose: () => {
                setTarget(null);
              },
            },
      [fleet, target, setTarget],
    ),
  );
  return (
    <ContentLayout header={<Header variant="h1">{fleet.title}</Header>}>
      <Tabs
        activeTabId={tab ?? 'targets'}
        onChange={({ detail }) => {
          setTab(detail.activeTabId === 'targets' ? null : detail.activeTabId, { push: true });
        }}
        tabs={[
          { id: 'targets', label: 'Targets', content: <TargetsTab fleet={fleet} /> },
          { id: 'changes', label: 'Changes', content: <ChangesTab fleet={fleet} /> },
          { id: 'graph', label: 'Graph', content: <GraphTab fleet={fleet} /> },
          { id: 'timeline', label: 'Timeline', content: <TimelineTab fleet={fleet} /> },
          { id: 'log', label: 'Decision log', content: <LogTab fleet={fleet} /> },
          { id: 'settings', label: 'Settings', content: <SettingsTab fleet={fleet} /> },
        ]}
      />
    </ContentLayout>
  );
}
