/** Whose fleets the inbox shows, and since when each waits. */
import type { FleetSummary } from '../../contracts/fleet-records.ts';

export type Whose = 'mine' | 'everybody';

export const ofWhom = (fleets: readonly FleetSummary[], whose: Whose, user: string | undefined): readonly FleetSummary[] =>
  whose === 'everybody' ? fleets : fleets.filter(({ owner }) => owner === user);

/** A fleet that runs while some of its targets wait has no reason of its own. */
export const waitsSince = ({ reason }: Pick<FleetSummary, 'reason'>): string | undefined => reason?.since ?? undefined;
