/** The port of what users spend in a day: an item for each user and day (UTC), for the setting `user_usd_per_day`. */

/** A user, and a day such as `2026-11-20`. */
export interface UserDay {
  readonly userId: string;
  readonly day: string;
}

/** What tasks that were created on a day cost, and may still cost. All sums in whole millionths of a dollar. */
export interface DaySpend {
  /** Everything that counts: reserves, and what ended tasks cost. */
  readonly committed: number;
  /** What tasks that have not ended may cost, by the names of their reserves. */
  readonly reserves: ReadonlyMap<string, number>;
  /** Rises whenever a reserve is taken away. */
  readonly charged: number;
}

/** A reserve to write, larger than the one of that name that was read. */
export interface NewReserve {
  readonly name: string;
  readonly micro: number;
  /** The item as it was read; undefined: it was not there. */
  readonly read: DaySpend | undefined;
  /** The most that may be committed with this reserve. */
  readonly limit: number;
  /** The most reserves that the item may have. */
  readonly most: number;
}

export interface DaySpendStore {
  getDaySpend(of: UserDay): Promise<DaySpend | undefined>;
  /**
   * Only while no reserve was taken away since the item was read, the reserve of that name is as it was read, and the limits hold with it.
   * An item with reserves is listed as open.
   */
  reserveIfWithin(of: UserDay, reserve: NewReserve): Promise<boolean>;
  /** Takes a reserve away and counts `counts` instead, only while the reserve is `was`. Both in millionths of a dollar. */
  chargeReserveIf(
    of: UserDay,
    charged: { readonly name: string; readonly was: number; readonly counts: number },
  ): Promise<boolean>;
  /** The items that have reserves, or had some when they were last looked at. Oldest day first; eventually consistent. */
  listOpenDaySpends(): Promise<readonly UserDay[]>;
  /** Takes the item off that list, only while it has no reserve. */
  closeDaySpendIfNoReserve(of: UserDay): Promise<void>;
}
