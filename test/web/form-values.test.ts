/** What somebody types into the form, as values of the request; the plan's state; repositories that are added and taken away. */
import { ApiFailure } from '../../web/api/failures.ts';
import type { PlanView } from '../../contracts/http/plan.ts';
import { editFleet } from '../../web/submit/edit-fleet.ts';
import { readFleet } from '../../web/submit/fleet-document.ts';
import {
  linesOfList,
  linesOfMap,
  linesOfTags,
  linesOfVerifiers,
  listOfLines,
  mapEdits,
  numberOf,
  shownText,
  tagsOfLines,
  verifiersOfLines,
} from '../../web/submit/form-values.ts';
import { mustConfirm, planState, startWords } from '../../web/submit/plan-state.ts';
import { costRange, longestWords } from '../../web/submit/plan-words.ts';
import { messageAt, problemsOf } from '../../web/submit/problems.ts';
import { adding, countGroups, namedTargets, removing } from '../../web/submit/targets.ts';
import { textOfFile } from '../../web/submit/text-of-file.ts';

describe('a field', () => {
  test.each([
    ['4', 4],
    [' 2.5 ', 2.5],
    ['', undefined],
    ['many', 'many'],
    ['1e3', '1e3'],
  ])('of a number turns %j into %j', (text, value) => {
    expect(numberOf(text)).toBe(value);
  });

  test.each([
    ['x', 'x'],
    [5, '5'],
    [true, 'true'],
    [null, ''],
    [{ a: 1 }, ''],
  ])('shows %j as %j', (value, text) => {
    expect(shownText(value)).toBe(text);
  });

  test('of a map changes only the entries that were changed', () => {
    const before = { port: 8080, team: 'a', long: 'one\ntwo', old: 'x' };
    expect(linesOfMap(before)).toBe('port=8080\nteam=a\nold=x');
    expect(mapEdits(['vars'], before, 'port=8080\n team = b=c \nnew=1\n')).toEqual({
      bad: [],
      edits: [
        { path: ['vars', 'old'], value: undefined },
        { path: ['vars', 'team'], value: 'b=c' },
        { path: ['vars', 'new'], value: '1' },
      ],
    });
    expect(mapEdits(['vars'], null, 'a=1\nnonsense\n=2').bad).toEqual([2, 3]);
  });

  test('of a list has one entry a line', () => {
    expect(listOfLines('a\n\n b ')).toEqual(['a', 'b']);
    expect(listOfLines(' \n')).toBeUndefined();
    expect(linesOfList(['a', 'b'])).toBe('a\nb');
    expect(linesOfList(5)).toBe('');
  });

  test('of verifiers has commands of a shell, and no others', () => {
    const value = [{ name: 'tests', command: ['sh', '-c', 'npm test && x=1'] }];
    expect(linesOfVerifiers(value)).toBe('tests=npm test && x=1');
    expect(verifiersOfLines('tests=npm test && x=1\n')).toEqual({ value, bad: [] });
    expect(verifiersOfLines('tests\nbuild=\n').bad).toEqual([1, 2]);
    expect(verifiersOfLines('').value).toBeUndefined();
    expect(linesOfVerifiers(undefined)).toBe('');
    expect(linesOfVerifiers([{ name: 'x', command: ['make'] }])).toBeUndefined();
    expect(linesOfVerifiers([{ name: 'x', command: ['sh', '-c', 'a\nb'] }])).toBeUndefined();
    expect(linesOfVerifiers('x')).toBeUndefined();
  });

  test('of tags has their values', () => {
    const tags = { team: ['a', 'b'], lang: ['*'] };
    expect(tagsOfLines('team=a, b\nlang\n')).toEqual(tags);
    expect(linesOfTags(tags)).toBe('team=a,b\nlang');
    expect(tagsOfLines('')).toBeUndefined();
  });
});

describe('repositories by name', () => {
  const text =
    'targets:\n  - acme/auth # first\n  - { repo: Acme/Users, vars: { a: 1 } }\n  - acme/auth\n  - 5\ngroups: [{ name: g, targets: [a/b], groups: [{ name: h, targets: [a/c, a/d] }] }]\n';
  const body = readFleet(text).body ?? {};

  test('are named with their places', () => {
    expect(namedTargets(body)).toEqual([
      { at: 0, name: 'acme/auth', hasMore: false },
      { at: 1, name: 'Acme/Users', hasMore: true },
      { at: 2, name: 'acme/auth', hasMore: false },
      { at: 3, name: 'something that is no repository', hasMore: false },
    ]);
    expect(countGroups(body)).toEqual({ groups: 2, targets: 3 });
  });

  test('are added once, whatever their capitals, and taken away wherever they stand', () => {
    const { edits, known } = adding(body, ['acme/users', { repo: 'ACME/auth', vars: {} }, 'acme/pay']);
    expect(known).toBe(2);
    expect(editFleet(text, edits)).toBe(text.replace('  - 5\n', '  - 5\n  - acme/pay\n'));
    expect(editFleet(text, removing(body, 'acme/AUTH'))).toBe(
      text.replace('  - acme/auth # first\n', '').replace('  - acme/auth\n', ''),
    );
    expect(adding(body, ['acme/auth']).edits).toEqual([]);
  });
});

describe('the state of a plan', () => {
  const answer = (targets: number, expected: number | null) =>
    ({
      targets: Array.from({ length: targets }),
      estimate: { usd: { low: expected, expected, high: expected === null ? null : expected * 2 }, basis: '' },
      limits: { timeout_s: 90 },
    }) as unknown as PlanView;
  const failed = (status: number, code: string) =>
    new ApiFailure(status, { code: code as never, message: 'No.', request_id: null, retry_after_s: null, details: [] });
  const fleet = readFleet('title: x\n');

  test.each([
    ['title: "x', undefined, undefined, 'invalid'],
    ['# nothing', undefined, undefined, 'empty'],
    ['title: x', undefined, undefined, 'planning'],
    ['title: x', answer(2, null), undefined, 'valid'],
    ['title: x', undefined, failed(400, 'VALIDATION_ERROR'), 'invalid'],
    ['title: x', undefined, failed(413, 'PAYLOAD_TOO_LARGE'), 'invalid'],
    ['title: x', undefined, failed(422, 'NO_TARGETS'), 'invalid'],
    ['title: x', undefined, failed(404, 'FLEET_NOT_FOUND'), 'invalid'],
    ['title: x', undefined, failed(403, 'FORBIDDEN'), 'invalid'],
    ['title: x', undefined, failed(0, 'UNREACHABLE'), 'unknown'],
    ['title: x', undefined, failed(503, 'SERVICE_UNAVAILABLE'), 'unknown'],
    ['title: x', undefined, failed(401, 'UNAUTHORIZED'), 'unknown'],
  ])('of %j is told by its answer', (text, plan, failure, kind) => {
    expect(planState({ fleet: readFleet(text), answer: plan, failure }).kind).toBe(kind);
  });

  test('a refusal without places is one problem, and one with places belongs to its field', () => {
    const [problem] = problemsOf(fleet, failed(422, 'NO_TARGETS').error);
    expect(problem).toEqual({ place: undefined, message: 'No.', pointer: '' });
    const told = [{ place: undefined, message: 'bad', pointer: '/failure/of' }];
    expect(messageAt(told, ['failure', 'of'])).toBe('bad');
    expect(messageAt(told, ['failure'])).toBe('bad');
    expect(messageAt(told, ['fail'])).toBeUndefined();
  });

  test.each([
    [1, null, 'Start 1 target', false],
    [100, 100, 'Start 100 targets', false],
    [101, null, 'Start 101 targets', true],
    [2, 100.01, 'Start 2 targets', true],
  ])('%i targets for %j dollars: %s', (targets, usd, words, confirm) => {
    const plan = answer(targets, usd);
    expect(startWords(planState({ fleet, answer: plan, failure: undefined }))).toBe(words);
    expect(mustConfirm(plan)).toBe(confirm);
  });

  test('nothing is counted without a plan', () => {
    expect(startWords({ kind: 'empty' })).toBe('Start');
  });

  test('cost and time are in words', () => {
    expect(costRange(answer(1, null))).toBe('not known');
    expect(costRange(answer(1, 2.126))).toBe('about $2.13 ($2.13 to $4.25)');
    expect(costRange(answer(1, 0.004))).toBe('about $0.004 ($0.004 to $0.008)');
    expect(longestWords(answer(1, null))).toBe('1m 30s per attempt');
  });
});

describe('a file', () => {
  const file = (bytes: Uint8Array<ArrayBuffer>, size = bytes.length) => ({
    name: 'list.txt',
    size,
    arrayBuffer: () => Promise.resolve(bytes.buffer),
  });

  test('is read as text', async () => {
    expect(await textOfFile(file(new TextEncoder().encode('acme/auth')))).toEqual({ ok: true, text: 'acme/auth' });
  });

  test.each([
    [file(new Uint8Array([0xff, 0xfe, 0x00])), /no text in UTF-8/],
    [file(new Uint8Array([0x61, 0x00])), /is no text/],
    [file(new Uint8Array([0x61]), 5 * 1024 * 1024), /larger than 4 MiB/],
  ])('of another kind is refused', async (given, message) => {
    const read = await textOfFile(given);
    expect(read).toMatchObject({ ok: false });
    expect(JSON.stringify(read)).toMatch(message);
  });
});
