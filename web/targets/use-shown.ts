/** Which targets of a fleet the filter in the address shows, by ordinal. */
import { useMemo } from 'react';
import type { FleetView } from '../../contracts/http/fleet.ts';
import type { TargetStatus } from '../../core/fleet.ts';
import { useStates } from '../api/use-fleet.ts';
import type { Read } from '../api/use-read.ts';
import type { StatesView } from '../../contracts/http/states.ts';
import { plainLine } from '../../core/text/plain-text.ts';
import type { FailureGroup } from '../commands/asked.ts';
import { asksApi, fittingOrdinals, isEveryTarget, statusesOf, type TargetFilter } from './target-filter.ts';
import { useFound, type Found } from './use-found.ts';

export interface Shown {
  readonly states: Read<StatesView>;
  /** Of all targets, by ordinal; empty before they were read. */
  readonly statuses: readonly TargetStatus[];
  readonly ordinals: readonly number[];
  readonly found: Found;
}

export function useShown(fleet: FleetView, filter: TargetFilter): Shown {
  const states = useStates(fleet);
  const found = useFound(fleet, filter);
  const statuses = useMemo(() => (states.data === undefined ? [] : statusesOf(states.data)), [states.data]);
  const fitting = useMemo(
    () =>
      states.data === undefined
        ? []
        : fittingOrdinals({ statuses, groups: fleet.groups, classes: states.data.classes, waiting: states.data.waiting }, filter),
    [states.data, statuses, fleet.groups, filter],
  );
  const asked = asksApi(filter);
  const ordinals = useMemo(() => {
    if (!asked) return fitting;
    const isFound = new Set(found.rows.map(({ ordinal }) => ordinal));
    return fitting.filter((ordinal) => isFound.has(ordinal));
  }, [asked, fitting, found.rows]);
  return { states, statuses, ordinals, found };
}

/** The group of failures in the address, where exactly all its targets are selected: then a command needs no paths. */
export function wholeFailureGroup(
  filter: TargetFilter,
  { ordinals, found }: Pick<Shown, 'ordinals' | 'found'>,
  selected: ReadonlySet<number>,
): FailureGroup | undefined {
  const onlyGroup = isEveryTarget({ ...filter, failureGroup: '' }) && filter.failureGroup !== '';
  if (!onlyGroup || found.hasMore || ordinals.length !== selected.size) return undefined;
  if (!ordinals.every((ordinal) => selected.has(ordinal))) return undefined;
  const headline = plainLine(found.rows[0]?.failure?.message ?? '');
  return { signature: filter.failureGroup, count: selected.size, headline };
}
