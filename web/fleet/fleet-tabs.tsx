/** The details of a fleet, one tab for each way to look at them. */
import Tabs from '@cloudscape-design/components/tabs';
import type { ReactNode } from 'react';
import type { FleetView } from '../../contracts/http/fleet.ts';
import type { FleetTab } from '../app/links.ts';
import { useUrlState } from '../app/use-url-state.ts';
import { ChangesTab } from '../changes/changes-tab.tsx';
import { GraphTab } from '../graph/graph-tab.tsx';
import { TargetsTab } from '../targets/targets-tab.tsx';
import { TimelineTab } from '../timeline/timeline-tab.tsx';
import { LogTab } from './log-tab.tsx';
import { SettingsTab } from './settings-tab.tsx';

export function FleetTabs({ fleet }: { readonly fleet: FleetView }) {
  const [tab, setTab] = useUrlState('tab');
  const tabs: readonly { readonly id: FleetTab; readonly label: string; readonly content: ReactNode }[] = [
    { id: 'targets', label: 'Targets', content: <TargetsTab fleet={fleet} /> },
    {
      id: 'changes',
      label: fleet.reviews > 0 ? `Changes (${fleet.reviews} to review)` : 'Changes',
      content: <ChangesTab fleet={fleet} />,
    },
    { id: 'graph', label: 'Graph', content: <GraphTab fleet={fleet} /> },
    { id: 'timeline', label: 'Timeline', content: <TimelineTab fleet={fleet} /> },
    { id: 'log', label: 'Decision log', content: <LogTab fleet={fleet} /> },
    { id: 'settings', label: 'Settings', content: <SettingsTab fleet={fleet} /> },
  ];
  return (
    <Tabs
      activeTabId={tabs.find(({ id }) => id === tab)?.id ?? 'targets'}
      ariaLabel="Details of the fleet"
      onChange={({ detail }) => {
        setTab(detail.activeTabId === 'targets' ? null : detail.activeTabId, { push: true });
      }}
      tabs={[...tabs]}
    />
  );
}
