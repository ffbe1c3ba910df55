import fc from 'fast-check';
import { readTaskList, type TaskList } from '../../../core/batches/task-list.ts';

const list = (lines: readonly string[], size = 15): TaskList => readTaskList(lines.join('\n'), size);
const ids = ({ batches }: TaskList): Record<string, string[]> =>
  Object.fromEntries(batches.map(({ name, tasks }) => [name, tasks.map(({ id }) => id)]));
const messages = (remarks: readonly { readonly message: string }[]): string[] => remarks.map(({ message }) => message);

describe('lines', () => {
  test('a byte order mark, CRLF and lone carriage returns change nothing', () => {
    const lines = ['## A', '- [ ] T001 a', '- [x] T002 b', '## B', '- [ ] T003 c'];
    const expected = list(lines);
    expect(ids(expected)).toEqual({ A: ['T001'], B: ['T003'] });
    for (const end of ['\r\n', '\r']) expect(readTaskList(`\uFEFF${lines.join(end)}${end}`, 15)).toEqual(expected);
  });

  test('a task has its line as it stands, and its title without box, id and dependencies', () => {
    const { tasks } = list([
      '# Tasks',
      '## Core',
      '  * [ ] T003 [P] Add  ids [after: T001, T002]  ',
      '- [x] **T001**: write docs',
    ]);
    expect(tasks).toEqual([
      {
        id: 'T003',
        hasId: true,
        line: 3,
        section: 'Core',
        done: false,
        text: '  * [ ] T003 [P] Add  ids [after: T001, T002]  ',
        title: '[P] Add ids',
        dependsOn: ['T001', 'T002'],
      },
      expect.objectContaining({ id: 'T001', line: 4, done: true, title: 'write docs', dependsOn: [] }),
    ]);
  });

  test.each([
    ['- [ ] [P] [US1] T010 a', 'T010', '[P] [US1] a'],
    ['- [ ] [depends: T001] T002 b', 'T002', 'b'],
    ['- [ ] write docs for T001', 'line-1', 'write docs for T001'],
    ['- [ ] T12 too short', 'line-1', 'T12 too short'],
    ['- [ ] T001a is no number', 'line-1', 'T001a is no number'],
    ['- [ ] `T001` - in code', 'T001', 'in code'],
    ['- [ ]', 'line-1', ''],
    ['12) [ ] T001 a', 'T001', 'a'],
    ['> - [ ] T001 quoted', 'T001', 'quoted'],
    ['\t- [ ] T001 a\u2028b', 'T001', 'a b'],
    ['-[ ] T001 close', 'T001', 'close'],
  ])('%j is the task %s', (line, id, title) => {
    expect(list([line]).tasks.map((task) => [task.id, task.title])).toEqual([[id, title]]);
  });

  test.each(['- [docs](x)', '- [1](x)', '- [P1] a', '- [] '.replace('[]', '(x)'), '*[a] b', 'text [ ] T001', '- a [ ]', ''])(
    '%j is no task',
    (line) => {
      expect(list([line])).toMatchObject({ tasks: [], warnings: [], summary: 'No open tasks found' });
    },
  );

  test('an odd box is open unless it is ticked, and is told', () => {
    const odd = [
      '- [~] T001 a',
      '- [] T002 b',
      '- [ x ] T003 c',
      '- [✔️] T004 d',
      '- [🔥] T005 e',
      '- [  ] T006 f',
      '-[x] T007 g',
    ];
    const found = list(['## A', ...odd]);
    expect(found).toMatchObject({ openCount: 6, doneCount: 1 });
    expect(found.warnings.map(({ code, line }) => `${code} ${line}`)).toEqual(odd.map((_, at) => `ODD_CHECKBOX ${at + 2}`));
    expect(found.warnings[0]?.message).toBe('line 2: this checkbox is neither "- [ ]" nor "- [x]". The task counts as open.');
    expect(found.warnings.at(-1)?.message).toContain('counts as finished');
  });

  test('fenced code is skipped, whatever the fence', () => {
    const fenced = [
      '```md',
      '- [ ] T001 a',
      '~~~',
      '```',
      '- [ ] T002 b',
      '  ~~~~',
      '- [ ] T003 c',
      '~~~',
      '~~~~ ',
      '```x``` is code',
      '- [ ] T004 d',
    ];
    expect(ids(list(['## A', ...fenced]))).toEqual({ A: ['T002', 'T004'] });
  });

  test.each([
    [
      ['```', '- [ ] T001 a', '- [ ] T002 b'],
      ['line 2: the code that begins here has no end, so 2 lines with a checkbox after it are not counted.'],
    ],
    [
      ['```', '- [ ] T001 a'],
      ['line 2: the code that begins here has no end, so 1 line with a checkbox after it is not counted.'],
    ],
    [['```', 'text'], []],
  ])('code without an end is told where it hides tasks: %j', (lines, expected) => {
    expect(messages(list(['', ...lines]).warnings)).toEqual(expected);
  });
});

describe('sections', () => {
  test('each has a name of its own, and ### belongs to the one around it', () => {
    const lines = [
      '- [ ] T001 a',
      '## A',
      '### B',
      '- [ ] T002 b',
      '## A ##',
      '- [ ] T003 c',
      '## A (2)',
      '- [ ] T004 d',
      '##A',
      '- [ ] T005 e',
    ];
    expect(ids(list(lines))).toEqual({ '(no section)': ['T001'], A: ['T002'], 'A (2)': ['T003'], 'A (2) (2)': ['T004', 'T005'] });
  });

  test.each([
    ['##', '(unnamed)'],
    ['## ##', '(unnamed)'],
    ['## C#', 'C#'],
    ['   ##\tA  ', 'A'],
    ['## (no section)', '(no section) (2)'],
    ['## constructor', 'constructor'],
  ])('%j is called %s', (heading, name) => {
    expect(list([heading, '- [ ] T001 a']).batches.map((batch) => batch.name)).toEqual([name]);
  });

  test('the third section of a name is (3), also where the others are finished', () => {
    const lines = ['## A', '- [x] T001 a', '## A', '- [x] T002 b', '## A', '- [ ] T003 c'];
    expect(ids(list(lines))).toEqual({ 'A (3)': ['T003'] });
  });

  test('open tasks before sections whose tasks are finished are one batch', () => {
    const found = list(['- [ ] T001 a', '- [ ] T002 b', '## A', '- [x] T003 c'], 1);
    expect(found).toMatchObject({ usedFallback: false, summary: 'Detected 1 batch from tasks.md' });
    expect(ids(found)).toEqual({ '(no section)': ['T001', 'T002'] });
  });

  test('no task, or no open one, uses no fallback', () => {
    for (const lines of [[], ['text'], ['- [x] T001 a']]) {
      expect(list(lines)).toMatchObject({ batches: [], usedFallback: false, summary: 'No open tasks found', errors: [] });
    }
  });

  test('the sentence names the file', () => {
    expect(readTaskList('## A\n- [ ] T001 a', 15, 'specs/tasks.md').summary).toBe('Detected 1 batch from specs/tasks.md');
  });
});

describe('dependencies', () => {
  test('of those that may come next, the first one in the file does', () => {
    const found = list([
      '## A',
      '- [ ] T001 a [dep: T004]',
      '- [ ] T002 b',
      '- [ ] T003 c [depends : T002;T002]',
      '- [ ] T004 d',
      '- [ ] T005 e',
    ]);
    expect(ids(found)).toEqual({ A: ['T002', 'T003', 'T004', 'T001', 'T005'] });
    const tangled = list([
      '## A',
      '- [ ] T001 a [after: T005]',
      '- [ ] T002 b [after: T005]',
      '- [ ] T003 c',
      '- [ ] T004 d',
      '- [ ] T005 e',
      '- [ ] T006 f',
    ]);
    expect(ids(tangled)).toEqual({ A: ['T003', 'T004', 'T005', 'T001', 'T002', 'T006'] });
  });

  test('without sections each batch is ordered for itself', () => {
    const found = list(['- [ ] T001 a [after: T002]', '- [ ] T002 b', '- [ ] T003 c [after: T001]', '- [ ] T004 d'], 2);
    expect(ids(found)).toEqual({ 'Batch 1': ['T002', 'T001'], 'Batch 2': ['T003', 'T004'] });
    expect(found.warnings).toEqual([]);
  });

  test('what cannot be kept is told with its line', () => {
    const found = list(['## A', '- [ ] T001 a [depends: T003, T900]', '## B', '- [ ] T003 c', '- [x] T004 d [after: T901]']);
    expect(messages(found.warnings)).toEqual([
      'line 2: T001 depends on T003 of a later batch, "B", and comes before it all the same.',
      'line 2: T001 depends on T900, which is not in tasks.md. The dependency is left out.',
    ]);
  });

  test('a circle is told once, in one batch or across batches, and a task that depends on itself too', () => {
    const lines = [
      '## A',
      '- [ ] T001 a [after: T003]',
      '- [ ] T002 b [after: T002]',
      '## B',
      '- [ ] T003 c [after: T001]',
      '- [ ] T004 d',
    ];
    const found = list(lines);
    expect(messages(found.errors)).toEqual([
      'line 2: these tasks depend on each other in a circle: T001 → T003 → T001.',
      'line 3: these tasks depend on each other in a circle: T002 → T002.',
    ]);
    expect(ids(found)).toEqual({ A: ['T001', 'T002'], B: ['T003', 'T004'] });
  });

  test('a circle through a finished task is none', () => {
    const found = list(['## A', '- [x] T001 a [after: T002]', '- [ ] T002 b [after: T001]']);
    expect(found.errors).toEqual([]);
  });

  test('the same id twice is an error of the second line, and both count', () => {
    const found = list(['## A', '- [x] T001 a', '## B', '- [ ] T001 b', '- [ ] T001 c']);
    expect(found.errors).toEqual([
      { code: 'DUPLICATE_TASK', line: 4, message: 'line 4: T001 is the id of line 2, too.' },
      { code: 'DUPLICATE_TASK', line: 5, message: 'line 5: T001 is the id of line 2, too.' },
    ]);
    expect(found).toMatchObject({ openCount: 2, doneCount: 1 });
  });
});

test('5,000 tasks take a time that grows with their number', () => {
  const task = (at: number): string =>
    `- [ ] T${String(at).padStart(4, '0')} do it [after: ${at % 2 === 0 ? 'T4999' : `T${String(at - 1).padStart(4, '0')}`}]`;
  const numbers = Array.from({ length: 5_000 }, (_, at) => at);
  const chain = numbers.map((at) => `- [ ] T${1_000 + at} do it [after: T${1_001 + at}]`);
  const found = list(['## A', ...chain]);
  expect(found.openCount).toBe(5_000);
  expect(found.batches[0]?.tasks[0]?.id).toBe('T5999');
  expect(list(numbers.map(task), 50).batches).toHaveLength(100);
});

const line = fc.oneof(
  fc.constantFrom('## A', '## B', '### C', '```', 'text', '', '##'),
  fc
    .record({ mark: fc.constantFrom(' ', 'x', '~', ''), id: fc.nat(30), on: fc.array(fc.nat(30), { maxLength: 2 }) })
    .map(({ mark, id, on }) => `- [${mark}] T${100 + id} a [after: ${on.map((at) => `T${100 + at}`).join(', ')}]`),
);

test('each open task is in one batch, after those that it depends on', () => {
  fc.assert(
    fc.property(fc.array(line, { maxLength: 40 }), fc.integer({ min: 1, max: 5 }), (lines, size) => {
      const { batches, tasks, openCount, doneCount, errors } = list(lines, size);
      expect(openCount + doneCount).toBe(tasks.length);
      if (errors.length > 0) return;
      const shown = batches.flatMap((batch) => batch.tasks);
      expect(shown.map(({ line: at }) => at).sort((a, b) => a - b)).toEqual(
        tasks.filter(({ done }) => !done).map(({ line: at }) => at),
      );
      for (const batch of batches) {
        const order = batch.tasks.map(({ id }) => id);
        for (const { id, dependsOn } of batch.tasks) {
          for (const on of dependsOn.filter((name) => order.includes(name))) {
            expect(order.indexOf(on)).toBeLessThan(order.indexOf(id));
          }
        }
      }
    }),
  );
});
