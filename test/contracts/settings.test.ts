/** Every setting that the engine reads must be in both mappings: one that is forgotten would get lost on its way. */
import { editBody } from '../../contracts/http/command.ts';
import { submitBody } from '../../contracts/http/submit.ts';
import { changesOf, editableKeys, settingsOf, settingsView, storedChangesOf } from '../../contracts/settings.ts';
import { defaultPolicy } from '../../core/failure-policy.ts';
import { defaultSettings, editableSettings, type FleetSettings } from '../../core/settings.ts';

const settings: FleetSettings = {
  ...defaultSettings,
  title: 'Migrate to slog',
  labels: { team: 'payments' },
  maxConcurrentGroups: 2,
  launchesPerMinute: 30,
  ramp: { start: 2, factor: 2 },
  canary: 3,
  budget: { fleetUsd: 50, targetUsd: 2.5, healUsd: 1 },
  policy: { ...defaultPolicy, thresholdPercent: null, thresholdCount: 4 },
  notifyTargets: true,
  webhooks: ['https://hooks.example.com/fleets'],
  heal: { maxAttempts: 2, maxUsd: 1, onFailure: 'pause' },
  pauseBetween: 'batches',
  exclusive: true,
};

test('a submit takes the settings that a fleet shows, and the engine reads the same', () => {
  for (const each of [
    settings,
    {
      ...settings,
      ramp: null,
      canary: null,
      policy: null,
      launchesPerMinute: null,
      budget: null,
      heal: null,
      pauseBetween: null,
    },
  ]) {
    const body = submitBody.parse({ targets: ['acme/auth'], ...settingsView(each) });
    expect({ ...defaultSettings, ...settingsOf(body) }).toEqual(each);
  }
});

test('a submit without settings has the default of each but the title', () => {
  const body = submitBody.parse({ targets: ['acme/auth'] });
  expect({ ...defaultSettings, ...settingsOf(body) }).toEqual(defaultSettings);
});

test('no setting is missing in the mappings', () => {
  const body = submitBody.parse({ targets: ['acme/auth'], ...settingsView({ ...settings }) });
  // Whether an agent is used follows from the workflow, and the rules of steps from the steps.
  const given = Object.keys(defaultSettings).filter((key) => key !== 'usesAgent' && key !== 'steps');
  expect(Object.keys(settingsOf(body)).sort()).toEqual(given.sort());
});

test('an edit keeps what may be edited, complete and nothing else, and the engine reads the same', () => {
  const view = settingsView(settings);
  const edit = editBody.parse({ reason: 'faster', ...Object.fromEntries(editableKeys.map((key) => [key, view[key]])) });
  const stored = storedChangesOf(edit);
  expect(stored).toMatchObject({ failure: view.failure, notify_targets: true, webhooks: settings.webhooks });
  const editable = Object.keys(editableSettings).sort();
  const changes = changesOf(stored);
  expect(Object.keys(changes).sort()).toEqual(editable);
  expect(settings).toMatchObject(changes);
  expect(storedChangesOf(editBody.parse({ launches_per_minute: null, reason: 'x' }))).toStrictEqual({
    launches_per_minute: null,
  });
  expect(changesOf({})).toStrictEqual({});
});

test('a budget has defaults in a submit, and an edit of a part keeps the others', () => {
  const body = (budget: unknown) => submitBody.parse({ targets: ['acme/auth'], budget });
  expect(settingsOf(body({})).budget).toEqual({ fleetUsd: null, targetUsd: 5, healUsd: 2 });
  expect(settingsOf(body({ fleet_usd: 0.01, target_usd: 0.01 })).budget).toEqual({ fleetUsd: 0.01, targetUsd: 0.01, healUsd: 2 });
  expect(settingsOf(body(undefined))).not.toHaveProperty('budget');
  const stored = (budget: unknown) => storedChangesOf(editBody.parse({ budget }));
  expect(stored({ fleet_usd: 80 })).toStrictEqual({ budget: { fleet_usd: 80 } });
  expect(changesOf(stored({ fleet_usd: 80 }))).toStrictEqual({ budget: { fleetUsd: 80 } });
  expect(changesOf(stored({ fleet_usd: null, target_usd: 1 }))).toStrictEqual({ budget: { fleetUsd: null, targetUsd: 1 } });
  expect(changesOf(stored(null))).toStrictEqual({ budget: null });
});
