import { endedLine, targetLines } from '../../../../cli/render/fleet/target-lines.ts';
import { plainView } from '../../../../cli/render/view.ts';
import type { TargetView } from '../../../../contracts/http/fleet.ts';
import { fleetId, sampleTarget } from '../../samples.ts';

const view = plainView(Date.parse('2026-11-20T10:00:11.000Z'));
const branch = `bgagent/${fleetId}/auth`;
const waiting: Partial<TargetView> = { failure: null, branch: null, duration_s: null, started_at: null };
const running: Partial<TargetView> = { status: 'RUNNING', failure: null, duration_s: null };

test.each<[string, Partial<TargetView>, string]>([
  ['the branch of a change that a verifier refused', {}, `  ✗ auth  failed 1m 4s  Verifier "test" failed. · ${branch}`],
  [
    'no branch after another failure, which pushed none',
    { failure: { class: 'agent', code: 'AGENT_FAILED', message: 'exit 1\nmore', retryable: false, by: 'user' } },
    '  ✗ auth  failed 1m 4s  exit 1',
  ],
  ['the number of the try from the second on', { ...running, attempt: 2 }, '  ~ auth  running 10s (try 2)'],
  [
    'that there was nothing to change',
    { status: 'SUCCEEDED', failure: null, outcome: 'no_changes' },
    '  ✓ auth  succeeded 1m 4s  no changes',
  ],
  [
    'what blocks it',
    { ...waiting, status: 'BLOCKED', blocked_by: { path: 'users', status: 'FAILED' } },
    "  ✗ auth  blocked  dependency 'users' failed",
  ],
  [
    'since when it asks, and the first line of the question',
    {
      ...waiting,
      ...{ status: 'PENDING', attempt: 2 },
      waiting: { for: 'question', since: '2026-11-20T09:57:11.000Z', question: 'Which Go?\n1.24 or 1.25' },
    },
    '    auth  asks since 3m 0s  Which Go?',
  ],
  ['nothing more while it waits', { ...waiting, status: 'PENDING' }, '    auth  pending'],
])('a line shows %s', (_, change, line) => {
  expect(targetLines([sampleTarget(change)], Infinity, view)).toEqual([line]);
});

test('the last line of output is shown only in a live view', () => {
  const target = sampleTarget({ ...running, last_line: 'compiling' });
  expect(targetLines([target], Infinity, view)).toEqual(['  ~ auth  running 10s']);
  expect(targetLines([target], Infinity, { ...view, live: true })).toEqual(['  ~ auth  running 10s  compiling']);
});

test('a link that does not fit stands below, whole; without room for it, it is left out, and then the last targets', () => {
  const targets = ['a', 'b', 'c'].map((path) => sampleTarget({ path }));
  const narrow = { ...view, columns: 60 };
  const first = '  ✗ a  failed 1m 4s  Verifier "test" failed.';
  expect(targetLines(targets, 6, narrow).slice(0, 2)).toEqual([first, `${' '.repeat(21)}${branch}`]);
  expect(targetLines(targets, 5, narrow)).toEqual([first, first.replace(' a ', ' b '), first.replace(' a ', ' c ')]);
  expect(targetLines(targets, 2, narrow)).toEqual([first, '    and 2 more: 2 failed']);
});

test('targets in progress come first, then failures, then what succeeded, then what waits', () => {
  const statuses = ['PENDING', 'SUCCEEDED', 'LOST', 'FAILED', 'QUEUED', 'RUNNING'] as const;
  const lines = targetLines(
    statuses.map((status) => sampleTarget({ status, path: status })),
    Infinity,
    view,
  );
  expect(
    lines.map((line) =>
      line
        .trim()
        .split(/\s+/)
        .at(line.startsWith('    ') ? 0 : 1),
    ),
  ).toEqual(['RUNNING', 'QUEUED', 'FAILED', 'LOST', 'SUCCEEDED', 'PENDING']);
});

test('a target that ended is one line for a log', () => {
  expect(endedLine(sampleTarget(), view)).toBe(`✗ auth failed 1m 4s: Verifier "test" failed. · ${branch}`);
  expect(endedLine(sampleTarget({ ...waiting, status: 'SKIPPED' }), view)).toBe('- auth skipped');
});
