import { monotonicFactory } from 'ulid';
import type { ClockAndIds } from './ports.ts';

/** Ids of one millisecond sort in the order in which they were made. */
const ulid = monotonicFactory();

/** The clock of this machine, and new ULIDs. */
export const systemClockAndIds: ClockAndIds = { now: () => Date.now(), newId: () => ulid() };
