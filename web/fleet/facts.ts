/** The numbers of a fleet as short texts: its time, failures, cost, and what is at work. */
import type { FleetView } from '../../contracts/http/fleet.ts';
import { isTerminalFleet } from '../../core/fleet.ts';
import { aboutDuration, formatDuration } from '../../core/text/duration.ts';
import { plural } from '../../core/text/plural.ts';
import { numbersOf } from '../commands/numbers.ts';
import { costWords, dollars } from '../words/money.ts';

/** Example: `20m 46s so far, 59s of it not paused · about 16s to 31s of work left`. */
export function timeText({ progress, status, started_at }: FleetView, now: number): string {
  if (started_at === null) return 'not started';
  const ended = isTerminalFleet(status);
  const elapsedS = ended ? progress.elapsed_s : Math.max(progress.elapsed_s, (now - Date.parse(started_at)) / 1_000);
  const elapsed = formatDuration(elapsedS * 1_000);
  const active =
    progress.elapsed_s - progress.active_s > 5 ? `, ${formatDuration(progress.active_s * 1_000)} of it not paused` : '';
  const left = progress.eta_s === null || ended ? '' : ` · about ${rangeText(progress.eta_s)} of work left`;
  return `${ended ? 'took ' : ''}${elapsed}${ended ? '' : ' so far'}${active}${left}`;
}

function rangeText({ low, high }: { readonly low: number; readonly high: number }): string {
  const [from, to] = [aboutDuration(low * 1_000), aboutDuration(high * 1_000)];
  return from === to ? from : `${from} to ${to}`;
}

export interface Gauge {
  /** Example: `50.0 % of finished (3/6)`. */
  readonly share: string;
  /** Where the bar ends and where its limit is, in percent of its length; no mark: no limit. */
  readonly filled: number;
  readonly mark: number | null;
  readonly isOver: boolean;
  /** Example: `limit 20 %, then pause`. */
  readonly limit: string;
  /** Example: `one more failure pauses it`. */
  readonly next: string | null;
}

export function failureGauge(fleet: FleetView): Gauge {
  const { failure } = fleet;
  const { failed, whole } = judged(fleet);
  const percent = whole === 0 ? 0 : (failed / whole) * 100;
  const of = failure?.of === 'total' ? 'all' : 'finished';
  const groups = failure?.unit === 'group' ? ' groups' : '';
  return {
    share: `${percent.toFixed(1)} % of ${of}${groups} (${failed}/${whole})`,
    ...lengths(failure, failed, percent),
    limit: limitText(failure),
    next: nextText(fleet),
  };
}

/** In the numbers that the policy judges; without one, targets. */
function judged(fleet: FleetView): { readonly failed: number; readonly whole: number } {
  const { policy, counts } = fleet.progress;
  if (policy !== null) return { failed: policy.failed, whole: policy.denominator };
  const { failed } = numbersOf(fleet);
  return { failed, whole: counts.SUCCEEDED + failed };
}

/** A limit that is a share is a mark on the bar of all; one that is a number is the end of the bar. */
function lengths(failure: FleetView['failure'], failed: number, percent: number): Pick<Gauge, 'filled' | 'mark' | 'isOver'> {
  const share = failure?.threshold_percent ?? null;
  const most = failure?.threshold_count ?? null;
  if (share !== null || most === null) return { filled: percent, mark: share, isOver: share !== null && percent > share };
  return { filled: Math.min(100, (failed / most) * 100), mark: 100, isOver: failed >= most };
}

function limitText(failure: FleetView['failure']): string {
  if (failure === null) return 'no limit';
  const { threshold_percent: percent, threshold_count: most, action } = failure;
  const limits = [...(percent === null ? [] : [`${percent} %`]), ...(most === null ? [] : [plural(most, 'failure')])];
  return `limit ${limits.join(' or ')}, then ${action}`;
}

function nextText({ progress: { policy }, failure, status }: FleetView): string | null {
  const more = policy?.until_breach;
  if (more == null || more <= 0 || failure === null || !(status === 'RUNNING' || status === 'PENDING')) return null;
  const verb = failure.action === 'pause' ? 'pause' : 'abort';
  return more === 1 ? `one more failure ${verb}s it` : `${more} more failures ${verb} it`;
}

export interface CostFact {
  readonly spent: string;
  readonly lines: readonly string[];
  /** Shares of the budget in percent; null: there is no limit. */
  readonly bar: { readonly spent: number; readonly reserved: number; readonly label: string } | null;
}

export function costFact({ progress: { cost, finished, total }, status, budget }: FleetView): CostFact {
  const { known_usd: known, unknown_count: unknown, reserved_usd: reserved, limit_usd: limit } = cost;
  const mean = unknown === 0 && finished > 0 && known > 0 ? known / finished : null;
  const projected =
    mean === null || isTerminalFleet(status) || finished === total
      ? []
      : [`about ${cents(mean * total)} in all if it goes on so`];
  const share = (usd: number): number => (limit === null || limit === 0 ? 0 : Math.min(100, (usd / limit) * 100));
  return {
    spent: costWords(cost),
    lines: [
      limit === null ? 'no budget' : `of ${dollars(limit)}${reserved > 0 ? `, ${dollars(reserved)} reserved` : ''}`,
      ...(budget === null ? [] : [`at most ${dollars(budget.target_usd)} an attempt`]),
      ...(mean === null ? [] : [`${cents(mean)} a target`]),
      ...projected,
    ],
    bar:
      limit === null
        ? null
        : {
            spent: share(known),
            reserved: Math.min(100 - share(known), share(reserved)),
            label: `${costWords(cost)} spent and ${dollars(reserved)} reserved of ${dollars(limit)}`,
          },
  };
}

const cents = (usd: number): string => dollars(Math.round(usd * 100) / 100);

/** What is at work, and how fast more is launched. */
export function workLines(fleet: FleetView): string[] {
  const { progress, launches_per_minute: rate, ramp, max_concurrent_groups: groups, status } = fleet;
  const { working } = numbersOf(fleet);
  const oldest = progress.oldest_running_s;
  return [
    `${working} of ${fleet.max_concurrency} slots`,
    oldest === null || working === 0 ? 'nothing runs' : `the oldest for ${formatDuration(oldest * 1_000)}`,
    ...(isTerminalFleet(status)
      ? []
      : [
          ...(rate === null ? [] : [`at most ${rate} ${rate === 1 ? 'launch' : 'launches'} a minute`]),
          ...(ramp === null ? [] : [`begins with ${ramp.start}, then × ${ramp.factor}`]),
          ...(groups === null ? [] : [`at most ${plural(groups, 'group')} at once`]),
        ]),
  ];
}

/** Targets that wait until a forge has room, host by host. */
export const forgeWaits = ({ waiting }: FleetView, now: number): string[] =>
  waiting.flatMap(({ host, count, until }) => {
    const left = Date.parse(until) - now;
    return left <= 0
      ? []
      : [`${plural(count, 'target')} ${count === 1 ? 'waits' : 'wait'} for ${host}, about ${aboutDuration(left)}`];
  });
