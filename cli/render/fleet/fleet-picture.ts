import type { FleetView, LogEntryView, TargetView } from '../../../contracts/http/fleet.ts';

/** A fleet and what its status shows besides. */
export interface FleetPicture {
  readonly fleet: FleetView;
  /** Absolute. */
  readonly link: string;
  /** All targets of a fleet that has few of them; else none. */
  readonly targets: readonly TargetView[];
  /** The targets that failed, or the first of them. */
  readonly failed: readonly TargetView[];
  /** The newest entries of the log, newest first; none where the targets tell it. */
  readonly latest: readonly LogEntryView[];
  /** Why the targets are missing, where they could not be read. */
  readonly unread?: string;
}
