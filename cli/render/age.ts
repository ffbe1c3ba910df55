import { formatDuration } from '../../core/text/duration.ts';

/** How long ago an ISO time was; `-` for none. */
export const ageOf = (time: string | null, now: number): string => (time === null ? '-' : formatDuration(now - Date.parse(time)));
