/** What the table of many targets is given, and what it lets others do. */
import type { Ref } from 'react';
import type { FleetView } from '../../contracts/http/fleet.ts';
import type { TargetFilter } from './target-filter.ts';
import type { Shown } from './use-shown.ts';

export interface TableHandle {
  /** Brings a row into view and puts the focus on it. */
  readonly focus: (ordinal: number) => void;
}

export interface VirtualTargetsProps {
  readonly fleet: FleetView;
  readonly filter: TargetFilter;
  readonly shown: Shown;
  readonly selected: ReadonlySet<number>;
  readonly openPath: string | null;
  readonly hrefOf: (path: string) => string;
  readonly onToggle: (ordinal: number, range: boolean) => void;
  readonly onToggleAll: () => void;
  readonly onOpen: (ordinal: number) => void;
  readonly handle: Ref<TableHandle>;
}
