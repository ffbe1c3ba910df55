import { monotonicFactory } from 'ulid';
import type { Surroundings } from './ports.ts';

/** Ids made in one millisecond sort in the order in which they were made. */
const ulid = monotonicFactory();

/** Time and names as the machine gives them. */
export const systemSurroundings: Surroundings = { now: () => Date.now(), newId: () => ulid() };
