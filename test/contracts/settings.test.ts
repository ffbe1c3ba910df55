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
  policy: { ...defaultPolicy, thresholdPercent: null, thresholdCount: 4 },
  notifyTargets: true,
  webhooks: ['https://hooks.example.com/fleets'],
};

test('a submit takes the settings that a fleet shows, and the engine reads the same', () => {
  for (const each of [settings, { ...settings, ramp: null, canary: null, policy: null, launchesPerMinute: null }]) {
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
  expect(Object.keys(settingsOf(body)).sort()).toEqual(Object.keys(defaultSettings).sort());
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
