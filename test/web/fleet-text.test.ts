/** The text of a fleet.yaml in the page: the places of problems, and edits that change one key and keep all else. */
import fc from 'fast-check';
import { parse } from 'yaml';
import { editFleet, type Edit } from '../../web/submit/edit-fleet.ts';
import { readFleet, valueAt } from '../../web/submit/fleet-document.ts';
import { placeOfPointer } from '../../web/submit/line-of-pointer.ts';
import { problemsOf } from '../../web/submit/problems.ts';

const valueOf = (yaml: string): Record<string, unknown> => parse(yaml) as Record<string, unknown>;

const text = `# What it is
title: Migrate to slog  # short
task_description: |
  Migrate {{repo}} from log.
  Keep the tests.

# Where
targets:
  - acme/auth # first
  - { repo: acme/users, vars: { port: "8080" } }
groups:
- name: payments
  targets: [acme/bank]
max_concurrency: 4   # few at first
failure: { threshold_percent: 20, action: pause }
max_concurency: 9
`;

describe('the place of a JSON Pointer', () => {
  test.each([
    ['/title', 2, 'title: Migrate to slog'],
    ['/task_description', 3, 'task_description: |'],
    ['/targets/0', 9, 'acme/auth'],
    ['/targets/1/vars/port', 10, 'port: "8080"'],
    ['/targets/1/nothing', 10, '{ repo: acme/users, vars: { port: "8080" } }'],
    ['/targets/7', 8, 'targets:'],
    ['/groups/0/targets/0', 13, 'acme/bank'],
    ['/failure/threshold_percent', 15, 'threshold_percent: 20'],
    ['/max_concurency', 16, 'max_concurency: 9'],
  ])('%s is in line %i', (pointer, line, words) => {
    const place = placeOfPointer(readFleet(text), pointer);
    expect(place?.line).toBe(line);
    expect(text.slice(place?.from, place?.to)).toBe(words);
  });

  test.each(['', '/labels', '/labels/team'])('%j is nowhere', (pointer) => {
    expect(placeOfPointer(readFleet(text), pointer)).toBeUndefined();
  });

  test('a key with / and ~ is found by its escaped name', () => {
    expect(placeOfPointer(readFleet('labels:\n  a/b~c: 1\n'), '/labels/a~1b~0c')?.line).toBe(2);
  });
});

describe('the problems of a draft', () => {
  const error = {
    code: 'VALIDATION_ERROR' as const,
    message: 'The request is not valid.',
    request_id: null,
    retry_after_s: null,
    details: [
      { path: '/max_concurency', code: 'UNKNOWN_KEY', message: 'max_concurency is not a known key.' },
      { path: '/title', code: 'INVALID_VALUE', message: 'title is too long.' },
      { path: '', code: 'MORE_PROBLEMS', message: 'There are more.' },
    ],
  };

  test('those of the API have their lines, in the order of the text', () => {
    expect(problemsOf(readFleet(text), error).map(({ place, message }) => [place?.line, message])).toEqual([
      [undefined, 'There are more.'],
      [2, 'title is too long.'],
      [16, 'max_concurency is not a known key.'],
    ]);
  });

  test.each([
    ['title: "x\n', 2, /YAML/],
    ['title: a\ntitle: b\n', 2, /unique/],
    ['- acme/auth\n', 1, /no fleet/],
    ['title: *nobody\n', 1, /cannot be read/],
    ['a: '.repeat(3) + '\n', 1, /YAML/],
  ])('%j is broken in line %i', (broken, line, message) => {
    const [first] = problemsOf(readFleet(broken), undefined);
    expect(first?.place?.line).toBe(line);
    expect(first?.message).toMatch(message);
  });

  test('a text that is nested without an end is broken', () => {
    expect(problemsOf(readFleet('['.repeat(2_000)), undefined).length).toBeGreaterThan(0);
  });

  test('a text without anything is an empty request', () => {
    expect(readFleet('# nothing yet\n')).toMatchObject({ body: {}, broken: [] });
  });
});

describe('an edit', () => {
  const lines = (edited: string) => edited.split('\n');
  const changed = (edits: readonly Edit[]) => {
    const after = lines(editFleet(text, edits));
    const before = lines(text);
    return { gone: before.filter((line) => !after.includes(line)), come: after.filter((line) => !before.includes(line)) };
  };

  test.each<[string, readonly Edit[], string[], string[]]>([
    [
      'of a number',
      [{ path: ['max_concurrency'], value: 7 }],
      ['max_concurrency: 4   # few at first'],
      ['max_concurrency: 7   # few at first'],
    ],
    ['of a text', [{ path: ['title'], value: 'a: b' }], ['title: Migrate to slog  # short'], ['title: "a: b"  # short']],
    [
      'within a map in one line',
      [{ path: ['failure', 'threshold_percent'], value: 5 }],
      ['failure: { threshold_percent: 20, action: pause }'],
      ['failure: { threshold_percent: 5, action: pause }'],
    ],
    [
      'of a text of several lines',
      [{ path: ['task_description'], value: 'One\nTwo\n' }],
      ['  Migrate {{repo}} from log.', '  Keep the tests.'],
      ['  One', '  Two'],
    ],
    ['that adds a key', [{ path: ['budget', 'fleet_usd'], value: 50 }], [], ['budget:', '  fleet_usd: 50']],
    ['that adds a target', [{ path: ['targets'], add: ['acme/pay'] }], [], ['  - acme/pay']],
    ['that takes a target away', [{ path: ['targets', 0], value: undefined }], ['  - acme/auth # first'], []],
    ['that takes a key away', [{ path: ['max_concurency'], value: undefined }], ['max_concurency: 9'], []],
    [
      'that takes all of a map away',
      [
        { path: ['failure', 'action'], value: undefined },
        { path: ['failure', 'threshold_percent'], value: undefined },
      ],
      ['failure: { threshold_percent: 20, action: pause }'],
      [],
    ],
    ['that changes nothing', [{ path: ['labels', 'team'], value: undefined }], [], []],
  ])('%s leaves the other lines', (_, edits, gone, come) => {
    expect(changed(edits)).toEqual({ gone, come });
  });

  test('begins a text where there is none, below its comments', () => {
    expect(
      editFleet('# mine', [
        { path: ['title'], value: 'x' },
        { path: ['targets'], add: ['a/b'] },
      ]),
    ).toBe('# mine\ntitle: x\ntargets:\n  - a/b\n');
  });

  test('makes room where null stands', () => {
    expect(editFleet('failure: null # off\n', [{ path: ['failure', 'threshold_percent'], value: 5 }])).toBe(
      '# off\nfailure:\n  threshold_percent: 5\n',
    );
  });

  test.each([
    '{"title": "x", "max_concurrency": 4}',
    '---\ntitle: x\nmax_concurrency: 4\n',
    '  title: x\n  max_concurrency: 4\n',
    'max_concurrency: &n 4\ntitle: x\nlaunches_per_minute: *n\n',
  ])('of another form of text %j means the same', (other) => {
    expect(parse(editFleet(other, [{ path: ['title'], value: 'y\nz' }]))).toEqual({ ...valueOf(other), title: 'y\nz' });
  });

  test('leaves a text that cannot be read', () => {
    expect(editFleet('title: "x', [{ path: ['title'], value: 'y' }])).toBe('title: "x');
  });

  const value = fc.oneof(
    fc.string(),
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
    fc.array(fc.string(), { maxLength: 3 }),
    fc.constantFrom('a\nb', '# no comment', 'x: y', ' a ', '- b', '\ttab\n\nend\n'),
  );
  const path = fc.constantFrom<Edit['path'][]>(
    ['title'],
    ['max_concurrency'],
    ['failure', 'action'],
    ['labels', 'team'],
    ['task_description'],
    ['targets', 1, 'vars', 'port'],
    ['groups', 0, 'approval'],
    ['notify', 'targets'],
  );

  test('property: it changes its own value and no other, and keeps the comments elsewhere', () => {
    fc.assert(
      fc.property(path, value, (at, given) => {
        const edited = editFleet(text, [{ path: at, value: given }]);
        const expected: Record<string, unknown> = valueOf(text);
        const actual: Record<string, unknown> = valueOf(edited);
        const [key] = at;
        expect(readFleet(edited).broken).toEqual([]);
        expect({ ...actual, [key]: null }).toEqual({ ...expected, [key]: null });
        expect(valueAt(actual, at)).toEqual(given);
        for (const comment of ['# What it is', '# Where', '# short', '# first', '# few at first']) {
          expect(edited).toContain(comment);
        }
      }),
      { numRuns: 40 },
    );
  });

  test('property: taken away again, a key that was added leaves the text as it was', () => {
    fc.assert(
      fc.property(value, (given) => {
        const added = editFleet(text, [{ path: ['labels', 'team'], value: given }]);
        expect(editFleet(added, [{ path: ['labels', 'team'], value: undefined }])).toBe(text);
      }),
      { numRuns: 15 },
    );
  });
});
