/** The durations that a turn decides by, and the size of the look-ahead. */

/** At most `max(least, perSlot × cap)` targets have a child ahead of their launch. */
export interface LookAhead {
  readonly least: number;
  readonly perSlot: number;
}

/** Durations that decide (seconds); their defaults are in contracts/durations.ts. */
export interface Timings {
  readonly create_give_up_s: number;
  readonly child_missing_after_s: number;
  readonly restart_every_s: number;
  readonly overdue_grace_s: number;
  readonly active_look_s: number;
  readonly paused_look_s: number;
  readonly children_release_after_s: number;
  readonly owed_look_s: number;
  readonly command_stale_s: number;
  readonly retry_backoff_s: number;
  /** Absent: 50 at least, 3 per slot. */
  readonly lookAhead?: LookAhead;
}
