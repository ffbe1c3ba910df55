/**
 * What has changed between two views of a fleet, in words: what somebody who was reading has to know before sending a command again.
 * Example: ['at once: 5, now 6', 'failed: 3, now 4']. Empty: nothing that is shown.
 */
import type { FleetView } from '../../contracts/http/fleet.ts';
import { editableKeys } from '../../contracts/settings.ts';
import { plainLine } from '../../core/text/plain-text.ts';
import { allGroups } from '../words/all-groups.ts';
import { settingWords, textOfSetting } from './setting-words.ts';
import { barOrder, fleetWords, targetWords } from '../words/status-words.ts';

export function changesBetween(before: FleetView, after: FleetView): string[] {
  return [
    ...changed('status', fleetWords[before.status].toLowerCase(), fleetWords[after.status].toLowerCase()),
    ...changed('generation', String(before.generation), String(after.generation)),
    ...editableKeys.flatMap((key) => changed(settingWords[key], textOfSetting(before, key), textOfSetting(after, key))),
    ...barOrder.flatMap((status) =>
      changed(targetWords[status].toLowerCase(), count(before.progress.counts[status]), count(after.progress.counts[status])),
    ),
    ...changed('failures acknowledged', count(before.acknowledged_failures), count(after.acknowledged_failures)),
    ...(['questions', 'gates', 'reviews'] as const).flatMap((key) => changed(waits[key], count(before[key]), count(after[key]))),
    ...approvals(before, after),
    ...reasons(before, after),
  ];
}

const waits = { questions: 'wait for an answer', gates: 'wait at a gate', reviews: 'wait for a review' };

const count = (number: number): string => number.toLocaleString('en-US');

const changed = (what: string, before: string, after: string): string[] =>
  before === after ? [] : [`${what}: ${before}, now ${after}`];

function approvals(before: FleetView, after: FleetView): string[] {
  const asked = new Set(allGroups(before.groups).flatMap(({ path, approval }) => (approval === 'required' ? [path] : [])));
  return allGroups(after.groups).flatMap(({ path, approval }) =>
    approval === 'given' && asked.has(path) ? [`the group ${plainLine(path)} was approved`] : [],
  );
}

/** Where the status is the same, another reason may still be news. */
function reasons({ status, reason: old }: FleetView, { status: now, reason }: FleetView): string[] {
  if (status !== now || reason === null || reason.code === old?.code) return [];
  return [`it waits for another reason: ${plainLine(reason.message)}`];
}
