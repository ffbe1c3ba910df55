/** What a list of targets is given: which ones, and which of them are selected. */
import type { FleetView } from '../../contracts/http/fleet.ts';
import type { Selection } from './selection.ts';
import type { TargetFilter } from './target-filter.ts';
import type { Shown } from './use-shown.ts';

export interface ListProps {
  readonly fleet: FleetView;
  readonly filter: TargetFilter;
  readonly shown: Shown;
  readonly selection: Selection;
  readonly onSelect: (change: (before: Selection) => Selection) => void;
}
