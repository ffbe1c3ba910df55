/** Counts, cost and time of a fleet as short texts. */
import type { FleetView, ProgressView } from '../../../contracts/http/fleet.ts';
import { statusWords } from '../../../core/picture/status-marks.ts';
import { formatDuration } from '../../../core/text/duration.ts';

type Counts = ProgressView['counts'];

/** `12/20 done · 9 succeeded · 3 failed`, without counts of 0. */
export const countsText = (progress: ProgressView): string => countsParts(progress).join(' · ');

/** The parts of `countsText`, for several lines. */
export function countsParts(progress: ProgressView): string[] {
  // The keys of `statusWords` are the statuses.
  const parts = Object.entries(statusWords).map(([status, word]) => [progress.counts[status as keyof Counts], word] as const);
  const some = parts.filter(([count]) => count > 0).map(([count, word]) => `${count} ${word}`);
  return [`${progress.finished}/${progress.total} done`, ...some];
}

/** `$14.20 + 1 unknown + $10.00 reserved of $50.00`: an unknown cost is not counted as 0. What is reserved matters where there is a limit. */
export function costText({ known_usd, unknown_count, reserved_usd, limit_usd }: ProgressView['cost']): string {
  const known = [usdText(known_usd), ...(unknown_count > 0 ? [`${unknown_count} unknown`] : [])];
  if (limit_usd === null) return known.join(' + ');
  return `${[...known, ...(reserved_usd > 0 ? [`${usdText(reserved_usd)} reserved`] : [])].join(' + ')} of ${usdText(limit_usd)}`;
}

export const usdText = (usd: number): string => `$${usd.toFixed(2)}`;

/** `at most $50.00, $5.00 per attempt` */
export const budgetText = ({ fleet_usd, target_usd }: NonNullable<FleetView['budget']>): string =>
  `${fleet_usd === null ? '' : `at most ${usdText(fleet_usd)}, `}${usdText(target_usd)} per attempt`;

/** `9m 12s, about 5–8m left` */
export function timeText(progress: ProgressView): string {
  const elapsed = formatDuration(progress.elapsed_s * 1_000);
  if (progress.eta_s === null || progress.finished >= progress.total) return elapsed;
  return `${elapsed}, about ${rangeText(progress.eta_s.low, progress.eta_s.high)} left`;
}

/** A range of seconds: `20–40s` or `5–8m` when both ends have the same unit, else `50s–2m 10s`. */
export function rangeText(low: number, high: number): string {
  const [from, to] = [Math.max(1, Math.round(low)), Math.max(1, Math.round(high))];
  if (to < 60) return from === to ? `${to}s` : `${from}–${to}s`;
  if (from >= 60 && to < 3_600) {
    return Math.round(from / 60) === Math.round(to / 60)
      ? `${Math.round(to / 60)}m`
      : `${Math.round(from / 60)}–${Math.round(to / 60)}m`;
  }
  return `${formatDuration(from * 1_000)}–${formatDuration(to * 1_000)}`;
}
