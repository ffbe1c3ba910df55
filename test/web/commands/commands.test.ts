/** What commands say, what they send, and what is offered: numbers of the fleet that is shown, and nothing that it does not accept. */
import fc from 'fast-check';
import type * as z from 'zod';
import {
  answerBody,
  approveBody,
  commandBody,
  continueBody,
  rejectBody,
  retryBody,
  steerBody,
  targetsBody,
} from '../../../contracts/http/command.ts';
import type { Asked } from '../../../web/commands/asked.ts';
import { requestsOf, type Confirmed } from '../../../web/commands/body-of.ts';
import { fieldNames, nothingGiven, problemsOf } from '../../../web/commands/given.ts';
import { numbersOf } from '../../../web/commands/numbers.ts';
import { needed, questionOf } from '../../../web/commands/question.ts';
import { sameOnCli } from '../../../web/commands/same-on-cli.ts';
import { headlineActions } from '../../../web/fleet/headline-actions.ts';
import { reasonRows } from '../../../web/reasons/reason-rows.ts';
import { fleetId, sampleFleet } from '../../cli/samples.ts';
import { anyFleet, endedOf } from './any-fleet.ts';

const hash = 'a'.repeat(64);
const failureGroup = { signature: 'f'.repeat(16), count: 2, headline: 'verifier "test" failed: exit code 1' };
const changeGroup = { hash, count: 3 };

const paused = sampleFleet(
  { status: 'PAUSED', actions: ['continue', 'retry', 'cancel', 'abort', 'edit'], skip_remaining: true },
  { PENDING: 15, SUCCEEDED: 3, FAILED: 2, LOST: 1 },
);
const working = sampleFleet({ actions: ['pause', 'cancel', 'abort', 'retry'] }, { PENDING: 2, RUNNING: 4, QUEUED: 1 });

test.each<[Confirmed, object]>([
  [
    { kind: 'retry-and-continue' },
    {
      title: 'Retry the 3 failed targets and continue?',
      confirm: 'Retry 3 and continue',
      sentences: [
        'Two commands, one after the other: retry, then continue.',
        'New attempts for 3 targets come first, then the 15 targets that wait, 4 at a time.',
        'Failures that stay are acknowledged: it pauses again only when there are more.',
        'Spent so far: $14.20 + 1 unknown. Attempts add to it.',
      ],
    },
  ],
  [
    { kind: 'continue' },
    {
      title: 'Continue?',
      sentences: [
        '15 targets that wait are launched, 4 at a time.',
        'The 3 failures shown here are acknowledged: it pauses again only when there are more.',
        'Nothing that failed is tried again.',
      ],
    },
  ],
  [
    { kind: 'skip-remaining' },
    {
      confirm: 'Skip 15',
      sentences: ['15 targets that wait are skipped: they can be retried later.', 'Then the fleet ends.'],
    },
  ],
  [
    { kind: 'retry', failureGroup },
    { title: 'Retry 2 targets?', confirm: 'Retry 2', possible: true },
  ],
  [{ kind: 'retry', targets: ['pay/api'] }, { title: 'Retry pay/api?' }],
  [{ kind: 'cancel' }, { typed: null, danger: true, dismiss: 'Keep it going' }],
  [{ kind: 'pause' }, { possible: false }],
])('of a paused fleet: %j', (asked, expected) => {
  expect(questionOf(paused, asked)).toMatchObject(expected);
});

test.each<[Confirmed, object]>([
  [
    { kind: 'pause' },
    {
      sentences: [
        'Nothing more is launched.',
        '5 running targets go on to their end; then the fleet waits for as long as you like.',
      ],
    },
  ],
  [{ kind: 'cancel' }, { typed: 'cancel', sentences: expect.arrayContaining(['2 targets that wait never start.']) as string[] }],
  [{ kind: 'abort' }, { sentences: expect.arrayContaining(['5 running targets finish; pull requests are kept.']) as string[] }],
])('of one that works: %j', (asked, expected) => {
  expect(questionOf(working, asked)).toMatchObject(expected);
});

test('a retry of one that has ended says which generation it opens', () => {
  const ended = sampleFleet({ status: 'PARTIAL', actions: ['retry'] }, { FAILED: 1, SUCCEEDED: 2 });
  expect(questionOf(ended, { kind: 'retry' }).sentences).toContain('This opens the fleet again, as generation 2.');
});

test('the numbers add up to the targets of the fleet', () => {
  fc.assert(
    fc.property(anyFleet, (fleet) => {
      const { ready, closed, asking, waiting, working: busy } = numbersOf(fleet);
      expect(ready + closed + asking).toBe(waiting);
      expect(waiting + busy + endedOf(fleet)).toBe(fleet.progress.total);
      expect(Math.min(ready, closed, asking)).toBeGreaterThanOrEqual(0);
    }),
  );
});

test('no question is about more targets than there are', () => {
  const kinds = ['pause', 'abort', 'cancel', 'continue', 'skip-remaining', 'retry', 'retry-and-continue'] as const;
  fc.assert(
    fc.property(anyFleet, fc.constantFrom(...kinds), (fleet, kind) => {
      const { sentences, possible } = questionOf(fleet, { kind });
      for (const [, count] of sentences.join(' ').matchAll(/\b(\d+) (?:running )?targets?\b/g)) {
        expect(Number(count)).toBeLessThanOrEqual(fleet.progress.total);
      }
      expect(possible).toBe(
        needed[kind].every((action) => fleet.actions.includes(action)) && (kind !== 'skip-remaining' || fleet.skip_remaining),
      );
    }),
  );
});

test('no button that the fleet does not accept now, and none twice', () => {
  fc.assert(
    fc.property(anyFleet, (fleet) => {
      const { buttons, menu, destructive } = headlineActions(fleet);
      const rows = reasonRows(fleet);
      const asked: Asked[] = [
        ...[...buttons, ...menu, ...destructive].map((offer) => offer.asked),
        ...rows.flatMap(({ does }) => ('ask' in does ? [does.ask] : [])),
      ];
      for (const each of asked) {
        for (const action of needed[each.kind]) expect(fleet.actions).toContain(action);
        if (each.kind === 'skip-remaining') expect(fleet.skip_remaining).toBe(true);
      }
      expect(buttons.length).toBeLessThanOrEqual(2);
      expect(new Set(rows.map(({ id }) => id)).size).toBe(rows.length);
      expect(new Set(menu.map(({ id }) => id)).size).toBe(menu.length);
    }),
  );
});

const given = { ...nothingGiven, reason: ' because ', hint: 'look here', max_turns: '20', text: 'go on' };

test.each<[Confirmed, readonly [string, object][], z.ZodType]>([
  [{ kind: 'pause' }, [['pause', { reason: 'because' }]], commandBody],
  [{ kind: 'abort' }, [['abort', { reason: 'because' }]], commandBody],
  [{ kind: 'cancel' }, [['cancel', { reason: 'because' }]], commandBody],
  [{ kind: 'continue', passOver: true }, [['continue', { reason: 'because', pass_over: true }]], continueBody],
  [{ kind: 'skip-remaining' }, [['continue', { reason: 'because', skip_remaining: true }]], continueBody],
  [
    { kind: 'retry', failureGroup },
    [['retry', { reason: 'because', hint: 'look here', max_turns: 20, failure_group: failureGroup.signature }]],
    retryBody,
  ],
  [
    { kind: 'retry', only: 'skipped' },
    [['retry', { reason: 'because', hint: 'look here', max_turns: 20, only: 'skipped' }]],
    retryBody,
  ],
  [{ kind: 'skip-targets', targets: ['a'] }, [['skip_targets', { reason: 'because', targets: ['a'] }]], targetsBody],
  [{ kind: 'fail-targets', targets: ['a'] }, [['fail_targets', { reason: 'because', targets: ['a'] }]], targetsBody],
  [{ kind: 'cancel-targets', targets: ['a'] }, [['cancel_targets', { reason: 'because', targets: ['a'] }]], targetsBody],
  [
    { kind: 'approve', targets: ['a'], hashes: { a: hash } },
    [['approve', { reason: 'because', targets: ['a'], hashes: { a: hash } }]],
    approveBody,
  ],
  [{ kind: 'approve', changeGroup }, [['approve', { reason: 'because', change_group: hash }]], approveBody],
  [{ kind: 'reject', changeGroup }, [['reject', { reason: 'because', change_group: hash }]], rejectBody],
  [{ kind: 'steer', targets: ['a'] }, [['steer', { reason: 'because', targets: ['a'], text: 'go on' }]], steerBody],
  [
    { kind: 'answer', target: 'a', question: 'Which?' },
    [['answer', { reason: 'because', target: 'a', text: 'go on' }]],
    answerBody,
  ],
])('%j is sent as %j, which the API takes', (asked, expected, schema) => {
  const requests = requestsOf(asked, given);
  expect(requests.map(({ kind, body }) => [kind, body])).toEqual(expected);
  for (const { body } of requests) expect(schema.safeParse({ ...body, expect_revision: 3 }).error).toBeUndefined();
});

test('retry and continue is two commands', () => {
  const requests = requestsOf({ kind: 'retry-and-continue' }, { ...nothingGiven, reason: 'because' });
  expect(requests.map(({ kind, body }) => [kind, body])).toEqual([
    ['retry', { reason: 'because' }],
    ['continue', { reason: 'because' }],
  ]);
});

test('all problems of the fields at once, each by its name', () => {
  const bad = { ...nothingGiven, reason: 'x'.repeat(1_001), max_turns: 'many', budget_usd: '0', from_step: 'No Step' };
  expect(problemsOf({ kind: 'retry' }, bad)).toEqual({
    reason: expect.stringContaining('1000') as string,
    max_turns: 'must be a number',
    budget_usd: expect.stringContaining('0.01') as string,
    from_step: expect.stringContaining('lower case') as string,
  });
  expect(problemsOf({ kind: 'steer', targets: ['a'] }, nothingGiven)).toEqual({ text: 'must be filled in' });
  expect(problemsOf({ kind: 'pause' }, nothingGiven)).toEqual({});
});

test('every field that is not there is not judged', () => {
  const everything = Object.fromEntries(fieldNames.map((name) => [name, 'NO GOOD'])) as typeof nothingGiven;
  expect(problemsOf({ kind: 'pause' }, everything)).toEqual({});
});

test.each<[Confirmed, string]>([
  [{ kind: 'pause' }, `bgagent fleet pause ${fleetId} --reason because`],
  [{ kind: 'skip-remaining' }, `bgagent fleet continue ${fleetId} --skip-remaining --reason because`],
  [
    { kind: 'retry-and-continue', targets: ['pay/api'] },
    `bgagent fleet retry ${fleetId} --target pay/api --hint 'look here' --max-turns 20 --reason because && bgagent fleet continue ${fleetId} --reason because`,
  ],
  [{ kind: 'cancel-targets', targets: ['a'] }, `bgagent fleet cancel ${fleetId} --target a --reason because`],
  [{ kind: 'approve', changeGroup }, `bgagent fleet approve ${fleetId} --change-group aaaaaaaaaaaa --reason because`],
  [{ kind: 'answer', target: 'a', question: 'Which?' }, `bgagent fleet answer ${fleetId} 'go on' --target a --reason because`],
])('%j on the command line', (asked, line) => {
  expect(sameOnCli(paused, asked, given)).toBe(line);
});
