/** The settings that a person may change while a fleet goes on: what they are called, and their values as text. */
import type { FleetView } from '../../contracts/http/fleet.ts';
import { policyText } from '../../contracts/failure-policy.ts';
import type { editableKeys } from '../../contracts/settings.ts';
import { dollars } from '../../core/text/dollars.ts';
import { plainLine } from '../../core/text/plain-text.ts';
import { plural } from '../../core/text/plural.ts';

export type SettingKey = (typeof editableKeys)[number];

export const settingWords: Readonly<Record<SettingKey, string>> = {
  title: 'title',
  max_concurrency: 'at once',
  launches_per_minute: 'launches per minute',
  failure: 'failure policy',
  budget: 'budget',
  labels: 'labels',
  notify: 'notifications',
};

export function textOfSetting(fleet: FleetView, key: SettingKey): string {
  switch (key) {
    case 'title':
      return plainLine(fleet.title);
    case 'max_concurrency':
      return String(fleet.max_concurrency);
    case 'launches_per_minute':
      return String(fleet.launches_per_minute ?? 'no limit');
    case 'failure':
      return policyText(fleet.failure);
    case 'budget':
      return budgetText(fleet.budget);
    case 'labels':
      return (
        Object.entries(fleet.labels)
          .map(([name, value]) => plainLine(`${name}=${value}`))
          .join(', ') || 'none'
      );
    case 'notify':
      return notifyText(fleet.notify);
  }
}

/** Example: `at most $50.00, $2.00 an attempt`. */
export function budgetText(budget: FleetView['budget']): string {
  if (budget === null) return 'none';
  return `${budget.fleet_usd === null ? '' : `at most ${dollars(budget.fleet_usd)}, `}${dollars(budget.target_usd)} an attempt`;
}

function notifyText(notify: FleetView['notify']): string {
  if (notify === undefined) return 'none';
  const each = notify.targets ? 'each target, ' : '';
  return `${each}${notify.webhooks.length === 0 ? 'no webhook' : plural(notify.webhooks.length, 'webhook')}`;
}
