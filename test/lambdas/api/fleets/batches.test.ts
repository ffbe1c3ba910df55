import { errorOf, startBench, type Bench, type Reply } from '../bench.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await startBench();
});
afterAll(() => bench.stop());

const post = (body: unknown, token: string | undefined = bench.tokens.ann): Promise<Reply> =>
  bench.call('POST', '/v1/batches', { token, body: JSON.stringify(body) });
const tasks = (count: number): string => Array.from({ length: count }, (_, at) => `- [ ] T${10_000 + at} a "task"`).join('\n');

test('the batches of a list, with their open and finished tasks, and what is odd by line', async () => {
  const tasks_md = [
    '\uFEFF- [x] T000 begun',
    '## Setup\u001B[31m',
    '- [ ] T001 [P] Configure [after: T002, T004, T900]',
    '- [ ] T002 a',
    '- [x] T003 b',
    '## Core',
    '- [~] T004 c',
  ].join('\r\n');
  const { status, json } = await post({ tasks_md });
  expect(status).toBe(200);
  expect(json).toEqual({
    data: {
      summary: 'Detected 2 batches from tasks.md',
      used_fallback: false,
      open_count: 3,
      done_count: 2,
      batches: [
        {
          index: 1,
          count: 2,
          name: 'Setup',
          task_ids: ['T002', 'T001'],
          open: ['T002', 'T001'],
          done: ['T003'],
          tasks: [
            { id: 'T002', line: 4, title: 'a', depends_on: [] },
            { id: 'T001', line: 3, title: '[P] Configure', depends_on: ['T002', 'T004', 'T900'] },
          ],
        },
        {
          index: 2,
          count: 2,
          name: 'Core',
          task_ids: ['T004'],
          open: ['T004'],
          done: [],
          tasks: [{ id: 'T004', line: 7, title: 'c', depends_on: [] }],
        },
      ],
      warnings: [
        { code: 'LATER_DEPENDENCY', line: 3, message: expect.stringContaining('"Core"') as string },
        { code: 'UNKNOWN_DEPENDENCY', line: 3, message: expect.stringContaining('T900') as string },
        { code: 'ODD_CHECKBOX', line: 7, message: expect.stringMatching(/^line 7: /) as string },
      ],
      more_warnings: 0,
      errors: [],
      more_errors: 0,
    },
  });
});

test('without sections the size of a batch is 15, or the given one', async () => {
  expect((await post({ tasks_md: tasks(16) })).json).toMatchObject({
    data: { used_fallback: true, summary: 'No sections found: 2 batches of up to 15 tasks' },
  });
  expect((await post({ tasks_md: tasks(16), batch_size: 16 })).json).toMatchObject({
    data: { batches: [{ name: 'Batch 1', done: [] }] },
  });
});

test('errors of the list are told with the batches', async () => {
  const { json } = await post({ tasks_md: '## A\n- [ ] T001 a [after: T001]\n- [ ] T001 b' });
  expect(json).toMatchObject({
    data: { batches: [{ task_ids: ['T001'] }], errors: [{ code: 'DEPENDENCY_CYCLE' }, { code: 'DUPLICATE_TASK', line: 3 }] },
  });
});

test('a list of 10,000 tasks is shown, with a hundred of what is wrong', async () => {
  const { status, json, text } = await post({ tasks_md: tasks(10_000).replaceAll('- [ ]', '- [~]') });
  expect(status).toBe(200);
  expect(json).toMatchObject({ data: { open_count: 10_000, more_warnings: 9_900 } });
  // A function answers 6 MB at most.
  expect(text.length).toBeLessThan(5_000_000);
});

test('a long name of a section is repeated in part', async () => {
  const early = Array.from({ length: 100 }, (_, at) => `- [ ] T${100 + at} a [after: T900]`).join('\n');
  const { json, text } = await post({ tasks_md: `## A\n${early}\n## ${'x'.repeat(500_000)}\n- [ ] T900 b` });
  expect(json).toMatchObject({ data: { batches: [{}, { task_ids: ['T900'] }] } });
  expect(text.length).toBeLessThan(100_000);
});

test.each([
  [{}, ['INVALID_VALUE /tasks_md']],
  [{ tasks_md: 5, batch_size: 0 }, ['INVALID_VALUE /tasks_md', 'INVALID_VALUE /batch_size']],
  [{ tasks_md: '', batch_size: 51, file: 'a.md' }, ['INVALID_VALUE /batch_size', 'UNKNOWN_KEY /file']],
  [{ tasks_md: 'é'.repeat(600_000) }, ['INVALID_VALUE /tasks_md']],
  [{ tasks_md: tasks(10_001) }, ['TOO_LONG /tasks_md']],
])('problems are told with their places: %#', async (body, details) => {
  const reply = await post(body);
  expect([reply.status, errorOf(reply).details]).toEqual([400, details]);
});
