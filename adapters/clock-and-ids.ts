import { monotonicFactory } from 'ulid';
import type { ClockAndIds } from './ports.ts';

/** Ids made in one millisecond sort in the order in which they were made. */
const ulid = monotonicFactory();

/** Time and names as the machine gives them. */
export const systemClockAndIds: ClockAndIds = { now: () => Date.now(), newId: () => ulid() };
