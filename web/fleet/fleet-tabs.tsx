/** The details of a fleet, one tab for each way to look at them. */
import Spinner from '@cloudscape-design/components/spinner';
import Tabs from '@cloudscape-design/components/tabs';
import { lazy, Suspense, type ReactNode } from 'react';
import type { FleetView } from '../../contracts/http/fleet.ts';
import type { FleetTab } from '../frame/links.ts';
import { useUrlState } from '../frame/use-url-state.ts';
import { TargetsTab } from '../targets/targets-tab.tsx';

/** Loaded when somebody opens them: the first look at a fleet needs none of these. */
const ChangesTab = lazy(async () => ({ default: (await import('../changes/changes-tab.tsx')).ChangesTab }));
const GraphTab = lazy(async () => ({ default: (await import('../graph/graph-tab.tsx')).GraphTab }));
const TimelineTab = lazy(async () => ({ default: (await import('../timeline/timeline-tab.tsx')).TimelineTab }));
const LogTab = lazy(async () => ({ default: (await import('./log-tab.tsx')).LogTab }));
const SettingsTab = lazy(async () => ({ default: (await import('./settings-tab.tsx')).SettingsTab }));

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
      tabs={tabs.map(({ content, ...each }) => ({ ...each, content: <Suspense fallback={<Spinner />}>{content}</Suspense> }))}
    />
  );
}
