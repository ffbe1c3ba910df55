/** One change and the targets that have it: its diff as one of them has it, and the buttons that decide about those that wait. */
import Button from '@cloudscape-design/components/button';
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { colorBackgroundContainerContent } from '@cloudscape-design/design-tokens';
import { useEffect, useRef } from 'react';
import type { FleetView } from '../../contracts/http/fleet.ts';
import type { ChangeGroupView } from '../../contracts/http/groups.ts';
import { useAsk } from '../commands/ask.tsx';
import { aboutGroup, groupInWords } from './change-words.ts';
import { ExampleDiff } from './example-diff.tsx';
import { GroupTargets } from './group-targets.tsx';
import { reviewButtons } from './review-buttons.ts';

interface Props {
  readonly fleet: FleetView;
  readonly group: ChangeGroupView;
  readonly isOpen: boolean;
  readonly onOpen: (isOpen: boolean) => void;
}

export function ChangeGroup({ fleet, group, isOpen, onOpen }: Props) {
  const place = useRef<HTMLDivElement>(null);
  const linked = useRef(isOpen);
  useEffect(() => {
    if (linked.current) place.current?.scrollIntoView({ block: 'start' });
  }, []);
  return (
    <div ref={place}>
      <ExpandableSection
        variant="container"
        headingTagOverride="h3"
        headerText={groupInWords(group)}
        headerDescription={aboutGroup(group)}
        expanded={isOpen}
        onChange={({ detail }) => {
          onOpen(detail.expanded);
        }}
      >
        {isOpen && (
          <SpaceBetween size="m">
            <GroupTargets fleet={fleet} group={group} />
            <ExampleDiff key={group.hash} fleet={fleet} group={group} />
            <Decisions fleet={fleet} group={group} />
          </SpaceBetween>
        )}
      </ExpandableSection>
    </div>
  );
}

function Decisions({ fleet, group }: Pick<Props, 'fleet' | 'group'>) {
  const ask = useAsk();
  const buttons = reviewButtons(fleet, group);
  if (buttons.length === 0) return null;
  return (
    <div className="change-decisions" style={{ background: colorBackgroundContainerContent }}>
      <SpaceBetween size="xs" direction="horizontal">
        {buttons.map(({ label, primary, asked }) => (
          <Button
            key={asked.kind}
            variant={primary ? 'primary' : 'normal'}
            onClick={() => {
              ask(fleet, asked);
            }}
          >
            {label}
          </Button>
        ))}
      </SpaceBetween>
    </div>
  );
}
