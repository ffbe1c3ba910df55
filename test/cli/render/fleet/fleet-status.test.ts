import { type FleetPicture, fleetLine, renderFleetStatus } from '../../../../cli/render/fleet/fleet-status.ts';
import { plainView } from '../../../../cli/render/view.ts';
import { fleetId, pausedFleet, sampleFleet, sampleGroup, sampleTarget } from '../../samples.ts';

const view = plainView(0);
const narrow = { ...view, columns: 80 };
const pullRequest = 'https://github.com/acme/auth/pull/12';
const targets = [
  sampleTarget({ path: 'auth', status: 'SUCCEEDED', failure: null, pr_url: pullRequest, outcome: 'changed' }),
  sampleTarget({ path: 'mail', ordinal: 1 }),
  sampleTarget({ path: 'pay', ordinal: 2, status: 'PENDING', failure: null, branch: null, duration_s: null, started_at: null }),
  sampleTarget({ path: 'slow', ordinal: 3, status: 'RUNNING', failure: null, duration_s: null, last_line: 'compiling' }),
];
const running = sampleFleet({}, { SUCCEEDED: 1, FAILED: 1, PENDING: 1, RUNNING: 1 });
const picture: FleetPicture = { fleet: running, link: 'http://api/v1/fleets/x', targets, failed: [], asking: [], latest: [] };
const large: FleetPicture = { ...picture, targets: [], failed: [sampleTarget()] };
const lines = (of: Partial<FleetPicture>, at = view) => renderFleetStatus({ ...picture, ...of }, at).split('\n');

test('a small fleet is shown with each target and its link, running ones first', () => {
  expect(lines({})).toEqual([
    `Migrate to slog   ${fleetId}   RUNNING`,
    '██████████░░░░░░░░░░  2/4 done · 1 succeeded · 1 failed · 1 running · 1 pending      $14.20 + 1 unknown · 9m 12s, about 5–8m left',
    '  ~ slow  running 9m 12s',
    `  ✗ mail  failed 1m 4s     Verifier "test" failed. · bgagent/${fleetId}/auth`,
    `  ✓ auth  succeeded 1m 4s  ${pullRequest}`,
    '    pay   pending',
    'Fleet: http://api/v1/fleets/x',
    `Next: bgagent fleet watch ${fleetId} · fleet targets ${fleetId} · fleet cancel ${fleetId}`,
  ]);
});

test('a large fleet is shown with its failures and its latest changes', () => {
  const latest = [
    { seq: 9, at: running.created_at, reason: 'Launched 4 targets.', targets: ['a', 'b', 'c', 'd'], target_count: 4 },
    { seq: 8, at: running.created_at, reason: 'Submitted.', targets: [], target_count: 0 },
  ].map((entry) => ({
    ...entry,
    actor: { kind: 'system' as const },
    action: 'launched',
    attempt: null,
    ordinals: [] as [number, number][],
    counts: {},
  }));
  expect(lines({ ...large, latest }).slice(2, -2)).toEqual([
    '  ✗ 1 failed: Verifier "test" failed. (acme/auth)',
    '  Latest changes:',
    '    9m 13s ago  Launched 4 targets: a, b, c, 1 more',
    '    9m 13s ago  Submitted.',
  ]);
});

test('a fleet that waits says why, and names the commands that decide', () => {
  const shown = lines({ ...large, fleet: pausedFleet() }, { ...view, lastFleet: fleetId });
  expect(shown[0]).toContain(
    'PAUSED   failure threshold: 25.0 % of finished (1/4), 8.3 % of total (1/12), limit 20 %. Failed: auth.',
  );
  expect(shown.at(-1)).toBe(
    'Next: bgagent fleet continue @last · fleet continue --skip-remaining · fleet retry · fleet cancel · fleet logs auth',
  );
});

test('a reason that a person gave names the person; a line break in it steers nothing', () => {
  const reason = { code: 'user', message: 'wrong\nbranch', since: running.created_at, actor: 'ana' };
  expect(lines({ fleet: { ...running, reason } })[0]).toMatch(/RUNNING {3}wrong branch \(by ana\)$/);
  expect(fleetLine({ ...running, reason })).toBe(
    'RUNNING  2/4 done · 1 succeeded · 1 failed · 1 running · 1 pending  wrong branch (by ana)',
  );
});

test('waits for forges are shown by host, and with each target, for as long as they last', () => {
  // Its clock is 9m 12s after its start.
  const in3m = '2026-11-20T10:12:13.000Z';
  const waiting = [
    { host: 'git.acme.example', count: 1, until: '2026-11-20T10:09:53.000Z' },
    { host: 'github.com', count: 2, until: in3m },
    { host: 'over.example', count: 2, until: running.created_at },
  ];
  const queued = { status: 'QUEUED', failure: null, branch: null, duration_s: null, started_at: null } as const;
  const some = [
    sampleTarget({ ...queued, path: 'a', waits_for: { host: 'github.com', until: in3m } }),
    sampleTarget({ ...queued, path: 'b', waits_for: { host: 'github.com', until: running.created_at } }),
    sampleTarget({ ...queued, path: 'c' }),
  ];
  expect(lines({ fleet: { ...running, waiting }, targets: some }).slice(2, 7)).toEqual([
    '  ~ 1 target waits for git.acme.example, about 40s',
    '  ~ 2 targets wait for github.com, about 3m',
    '  ~ a  queued  waits for github.com, about 3m',
    '  ~ b  queued',
    '  ~ c  queued',
  ]);
  // An earlier version of the API has no such key.
  const earlier = Object.entries(running).filter(([key]) => key !== 'waiting');
  expect(lines({ fleet: Object.fromEntries(earlier) as typeof running })).toEqual(lines({}));
});

test('groups take the place of the list of failures', () => {
  const groups = [sampleGroup('a', {}, { FAILED: 1 }), sampleGroup('b', { status: 'PENDING' }, { PENDING: 1 })];
  const shown = lines({ ...large, fleet: { ...running, groups } });
  expect(shown.filter((line) => line.includes('failed:'))).toEqual([]);
  expect(shown).toContain('  [✗] a  1/1  1 failed');
});

test('what chose the repositories is a line, and what of it matched nothing is another', () => {
  const selector = {
    tags: { team: ['payments', 'id\u001B[2J'], lang: ['*'] },
    repos: ['acme/*'],
    exclude: ['*/old', '*/x'],
    limit: 4,
  };
  const selected = { ...running, selector, selection: { selected: 4, cut: 3, unmatched: ['tag team=id', 'glob acme/*'] } };
  const told = [
    'Selected: 4 repositories by team=payments|id, lang=*, acme/*, without */old, */x; limit 4 cut 3',
    'Matched nothing: tag team=id, glob acme/*',
  ];
  expect(lines({ fleet: selected }).filter((line) => /^(Selected|Matched)/.test(line))).toEqual(told);
  expect(lines({ fleet: selected }, narrow)).toContain(`${told[0]?.slice(0, 79).trimEnd()}…`);
  const one = { ...running, selector: { repos: ['a/b'] }, selection: { selected: 1, cut: 0, unmatched: [] } };
  expect(lines({ fleet: one }).at(-3)).toBe('Selected: 1 repository by a/b');
});

test('repositories that were skipped at submit, and targets that cannot be read, are told', () => {
  const skipped = ['a', 'b', 'c', 'd'].map((name) => ({
    repo: `acme/${name}`,
    code: 'REPO_NOT_ONBOARDED',
    message: 'not known',
  }));
  const shown = lines({ fleet: { ...running, skipped }, targets: [], unread: 'FORBIDDEN' });
  expect(shown).toContain('  The targets cannot be read now: FORBIDDEN');
  expect(shown).toContain('  - 4 skipped at submit: not known (acme/a, acme/b, acme/c, 1 more)');
});

test('no line is wider than the terminal, no link is cut, and the last targets give way to the height', () => {
  const reason = { code: 'user', message: 'word '.repeat(30).trim(), since: running.created_at, actor: null };
  const shown = lines({ fleet: { ...running, reason } }, narrow);
  expect(shown.filter((line) => line.length > 80)).toEqual([]);
  expect(shown.find((line) => line.includes('mail'))).toMatch(/Verifier "test" failed\.$/);
  expect(shown.map((line) => line.trim())).toContain(`bgagent/${fleetId}/auth`);
  const low = lines({}, { ...narrow, rows: 10 });
  expect(low.length).toBeLessThan(10);
  expect(low.join('\n')).toMatch(/~ slow [\s\S]*and 3 more: 1 failed, 1 succeeded, 1 pending\n/);
});

test('colours are those of the view', () => {
  const painted = lines({}, { ...view, coloured: true, paint: (style, text) => `<${style}>${text}</>` });
  expect(painted[0]).toBe(`<strong>Migrate to slog</>   ${fleetId}   <busy>RUNNING</>`);
  expect(painted.at(-1)).toMatch(/^<faint>Next: .*<\/>$/);
});

test('each kind of wait has a line, and the targets that ask come first, with the command that answers', () => {
  const waiting = { for: 'question', since: '2026-11-20T10:06:13.000Z', question: 'Which Go?' } as const;
  const asking = [sampleTarget({ path: 'go', status: 'PENDING', failure: null, branch: null, duration_s: null, waiting })];
  const fleet = sampleFleet(
    {
      ...{ questions: 1, actions: ['answer', 'cancel'] },
      waiting: [{ host: 'github.com', until: '2026-11-20T10:10:13.000Z', count: 2 }],
    },
    { PENDING: 1, QUEUED: 2 },
  );
  const shown = lines({ fleet, targets: [...targets, ...asking], asking });
  expect(shown.slice(2, 5)).toEqual([
    '  ~ 1 target waits for an answer',
    '  ~ 2 targets wait for github.com, about 1m',
    '    go    asks since 3m 0s  Which Go?',
  ]);
  expect(shown.at(-1)).toMatch(/^Next: bgagent fleet answer \w+ --target go "TEXT" · fleet watch/);
});
