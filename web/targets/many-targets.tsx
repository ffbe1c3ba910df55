/** The targets of a fleet that has many: the map of all, the table of those that are seen, and a field to jump to one. */
import Button from '@cloudscape-design/components/button';
import Input from '@cloudscape-design/components/input';
import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useRef, useState } from 'react';
import { useTargetHref } from '../parts/use-target-href.ts';
import { NoTargets } from './few-targets.tsx';
import { toggleAll, toggleOne, toggleRange } from './selection.ts';
import { StatusMap } from './status-map.tsx';
import { isEveryTarget } from './target-filter.ts';
import type { ListProps } from './list-props.ts';
import { useFocusBack } from './use-link-keys.ts';
import { useOpenOrdinal } from './use-open-ordinal.ts';
import { useOpenTarget } from './use-open-target.ts';
import { cachedOrdinal } from './use-rows.ts';
import type { TableHandle } from './virtual-props.tsx';
import { VirtualTargets } from './virtual-targets.tsx';

export function ManyTargets({ fleet, filter, shown, selection, onSelect }: ListProps) {
  const { ordinals, statuses } = shown;
  const table = useRef<TableHandle>(null);
  const { path } = useOpenTarget();
  const hrefOf = useTargetHref();
  const cache = useQueryClient();
  const open = useOpenOrdinal(fleet.fleet_id);
  const toggle = useCallback(
    (ordinal: number, range: boolean) => {
      onSelect((before) => (range ? toggleRange(before, ordinals, ordinal) : toggleOne(before, ordinal)));
    },
    [onSelect, ordinals],
  );
  const focus = (ordinal: number): void => table.current?.focus(ordinal);
  useFocusBack(path, (closed) => {
    const ordinal = cachedOrdinal(cache, fleet.fleet_id, closed);
    if (ordinal !== undefined) focus(ordinal);
  });
  return (
    <>
      <StatusMap
        fleet={fleet}
        statuses={statuses}
        shown={isEveryTarget(filter) ? undefined : ordinals}
        onOpen={(ordinal) => {
          focus(ordinal);
          open(ordinal);
        }}
      />
      <JumpField last={statuses.length - 1} onJump={focus} />
      {ordinals.length === 0 ? (
        <NoTargets isReading={shown.found.isReading} />
      ) : (
        <VirtualTargets
          {...{ fleet, filter, shown, hrefOf }}
          openPath={path}
          selected={selection.selected}
          onToggle={toggle}
          onToggleAll={() => {
            onSelect((before) => toggleAll(before, ordinals));
          }}
          onOpen={open}
          handle={table}
        />
      )}
    </>
  );
}

function JumpField({ last, onJump }: { readonly last: number; readonly onJump: (ordinal: number) => void }) {
  const [typed, setTyped] = useState('');
  const ordinal = Number(typed.replaceAll(/[,\s]/g, ''));
  const isOne = typed !== '' && Number.isInteger(ordinal) && ordinal >= 0 && ordinal <= last;
  return (
    <form
      className="jump-field"
      onSubmit={(event) => {
        event.preventDefault();
        if (isOne) onJump(ordinal);
      }}
    >
      <Input
        value={typed}
        inputMode="numeric"
        ariaLabel={`Number of a target, 0 to ${last.toLocaleString('en-US')}`}
        placeholder={`No. 0 to ${last.toLocaleString('en-US')}`}
        invalid={typed !== '' && !isOne}
        onChange={({ detail }) => {
          setTyped(detail.value);
        }}
      />
      <Button formAction="submit" disabled={!isOne}>
        Go to
      </Button>
    </form>
  );
}
