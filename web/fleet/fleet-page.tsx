/** One fleet: what it is, what it waits for and what helps, how far it is, and everything about its targets. */
import ContentLayout from '@cloudscape-design/components/content-layout';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useMemo } from 'react';
import type { FleetView } from '../../contracts/http/fleet.ts';
import { isPlainList } from '../../core/picture/parts.ts';
import { plainLine } from '../../core/text/plain-text.ts';
import { useFleet } from '../api/use-fleet.ts';
import { usePanel } from '../frame/panel.tsx';
import { CommandsOff } from '../commands/ask.tsx';
import { numbersOf } from '../commands/numbers.ts';
import { ReadState } from '../parts/read-state.tsx';
import { useIsStale } from '../parts/use-is-stale.ts';
import { TargetPanel } from '../targets/target-panel.tsx';
import { useOpenTarget } from '../targets/use-open-target.ts';
import { FailuresPanel } from './failures-panel.tsx';
import { FleetTabs } from './fleet-tabs.tsx';
import { GroupTree } from './group-tree.tsx';
import { Headline } from './headline.tsx';
import { ProgressPanel } from './progress-panel.tsx';
import { ReasonBanner } from '../reasons/reason-banner.tsx';

export function FleetPage({ fleetId }: { readonly fleetId: string }) {
  const fleet = useFleet(fleetId);
  const isStale = useIsStale(fleet);
  return (
    <CommandsOff value={isStale}>
      <ReadState page read={fleet} what="the fleet">
        {(data) => <OneFleet fleet={data} />}
      </ReadState>
    </CommandsOff>
  );
}

function OneFleet({ fleet }: { readonly fleet: FleetView }) {
  useTargetPanel(fleet);
  const hasGroups = !isPlainList(fleet.groups);
  const hasFailures = numbersOf(fleet).failed > 0;
  return (
    <ContentLayout header={<Headline fleet={fleet} />}>
      <SpaceBetween size="l">
        <ReasonBanner fleet={fleet} />
        <ProgressPanel fleet={fleet} />
        {(hasGroups || hasFailures) && (
          <div className={hasGroups && hasFailures ? 'fleet-columns' : undefined}>
            {hasGroups && <GroupTree fleet={fleet} />}
            {hasFailures && <FailuresPanel fleet={fleet} />}
          </div>
        )}
        <FleetTabs fleet={fleet} />
      </SpaceBetween>
    </ContentLayout>
  );
}

function useTargetPanel(fleet: FleetView): void {
  const { path, open } = useOpenTarget();
  usePanel(
    useMemo(
      () =>
        path === null
          ? undefined
          : {
              header: plainLine(path),
              content: <TargetPanel fleet={fleet} path={path} />,
              onClose: () => {
                open(null);
              },
            },
      [fleet, path, open],
    ),
  );
}
