/** The targets of a fleet: chosen by filters, selected for commands, as a table and, where they are many, as a map. */
import Container from '@cloudscape-design/components/container';
import type { InputProps } from '@cloudscape-design/components/input';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useRef, useState } from 'react';
import type { FleetView } from '../../contracts/http/fleet.ts';
import { useShortcut } from '../frame/use-shortcut.ts';
import { ReadState } from '../parts/read-state.tsx';
import { FewTargets } from './few-targets.tsx';
import { FoundNotice, GroupNotice } from './found-notice.tsx';
import { ManyTargets } from './many-targets.tsx';
import { commandsFor } from './selected-commands.ts';
import type { ListProps } from './list-props.ts';
import { nothingSelected, type Selection } from './selection.ts';
import { TargetFilters } from './target-filters.tsx';
import { TargetsHeader } from './targets-header.tsx';
import { useSelectionCommands } from './use-selection-commands.ts';
import { useShown, wholeFailureGroup } from './use-shown.ts';
import { useTargetFilter } from './use-target-filter.ts';

/** Up to so many targets all rows are read and shown by the library's own table. */
const few = 200;

export function TargetsTab({ fleet }: { readonly fleet: FleetView }) {
  const [filter, setFilter] = useTargetFilter();
  const shown = useShown(fleet, filter);
  const [selection, setSelection] = useState<Selection>(nothingSelected);
  const text = useRef<InputProps.Ref>(null);
  useShortcut('/', 'Find targets', () => text.current?.focus());
  const list = { fleet, filter, shown, selection, onSelect: setSelection };
  return (
    <Container header={<TabHeader {...list} />}>
      <SpaceBetween size="s">
        <TargetFilters fleet={fleet} filter={filter} onChange={setFilter} textRef={text} />
        <GroupNotice filter={filter} onChange={setFilter} />
        <ReadState read={shown.states} what="the targets">
          {() => (fleet.progress.total <= few ? <FewTargets {...list} /> : <ManyTargets {...list} />)}
        </ReadState>
        <FoundNotice found={shown.found} count={shown.ordinals.length} />
      </SpaceBetween>
    </Container>
  );
}

function TabHeader({ fleet, filter, shown, selection, onSelect }: ListProps) {
  const { statuses, states, ordinals, found } = shown;
  const commands = commandsFor({
    ...{ actions: fleet.actions, statuses, selected: selection.selected },
    waiting: states.data?.waiting ?? [],
  });
  const failureGroup = wholeFailureGroup(filter, shown, selection.selected);
  const { reading, ask } = useSelectionCommands(fleet, { statuses, failureGroup });
  return (
    <TargetsHeader
      fleet={fleet}
      shown={ordinals.length}
      more={found.hasMore}
      selected={selection.selected.size}
      commands={commands}
      reading={reading}
      onAsk={ask}
      onSelectNone={() => {
        onSelect(() => nothingSelected);
      }}
    />
  );
}
