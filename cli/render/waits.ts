/** What a fleet, its targets and single tasks wait for: forges that have no room for their writes now. */
import type { FleetView, TargetView } from '../../contracts/http/fleet.ts';
import type { TaskDetail } from '../../contracts/task.ts';
import { plainLine } from '../../core/text/plain-text.ts';
import { aboutDuration } from '../../core/text/duration.ts';
import { plural } from '../../core/text/plural.ts';

type Wait = NonNullable<TargetView['waits_for']>;
/** An earlier version of the API answers none. */
type MaybeWaiting = Partial<Pick<FleetView, 'waiting'>>;

/** `github.com, about 3m`. A fleet that was read a while ago may still show a wait whose time has come: `github.com`. */
function forgeText({ host, until }: Wait, now: number): string {
  const left = Date.parse(until) - now;
  return left > 0 ? `${plainLine(host)}, about ${aboutDuration(left)}` : plainLine(host);
}

/** `waits for github.com, about 3m`; empty if the target waits for nothing. `now`: epoch ms at the API's clock. */
export const targetWait = ({ waits_for: wait }: TargetView, now: number): string =>
  wait ? `waits for ${forgeText(wait, now)}` : '';

/** `waits for github.com, about 3m`; undefined if the task waits for no forge. */
export const taskWait = ({ waits_for: wait }: Pick<TaskDetail, 'waits_for'>, now: number): string | undefined =>
  wait ? `waits for ${forgeText(wait, now)}` : undefined;

/** `3 targets wait for github.com, about 3m`, one text for each host. `now`: epoch ms at the API's clock. */
export const fleetWaits = ({ waiting = [] }: MaybeWaiting, now: number): string[] =>
  waiting.map((wait) => `${plural(wait.count, 'target')} ${wait.count === 1 ? 'waits' : 'wait'} for ${forgeText(wait, now)}`);

/** The same without the time, which changes by itself. Equal keys mean that nothing has changed. */
export const waitsKey = ({ waiting = [] }: MaybeWaiting): string =>
  waiting.map(({ host, count }) => `${count} ${host}`).join(', ');
