/** A step that works through a list of tasks in the branch, one batch at a time. */
import type { TaskRow } from '../../../../contracts/task.ts';
import { removeFolders } from '../../git-repository.ts';
import { startTaskBench, type TaskBench } from '../../task-bench.ts';
import { newTarget, shellAgents } from './step-bench.ts';

let bench: TaskBench;
beforeAll(async () => {
  bench = await startTaskBench();
  bench.startWorker({ config: shellAgents });
});
afterAll(async () => {
  await bench.stop();
  removeFolders();
});

const list = `# Plan

## Setup
- [ ] T001 Make the folder
- [x] T002 Write the license

## Core
- [ ] T003 Read the file
- [ ] T004 [P] Write the file [after: T003]
`;

const tick = (...ids: string[]): string => `sed -i -E 's/\\[ \\] (${ids.join('|')})\\b/[x] \\1/' tasks.md`;
const batches = (given: Partial<NonNullable<TaskRow['batches']>> = {}) => ({
  batches: { file: 'tasks.md', size: 2, done: 0, attempts_left: 100, ...given },
});
const withList = (content: string) => newTarget(bench, { files: { 'tasks.md': content } });
const outputOf = (row: TaskRow) => bench.ports.events.getTaskOutput(row.task_id);

test('the first batch with open tasks is the work, and the report says what is left', async () => {
  const { attempt } = await withList(list);
  const first = await attempt(1, `${tick('T001')}; printf '%s' "$PROMPT"`, batches());
  expect(first).toMatchObject({
    outcome: 'changed',
    batch: {
      ...{ index: 1, count: 2, name: 'Setup', task_ids: ['T001'], done: ['T001'], open: [], left: 1, next: 'Core' },
      ...{ tasks_open: 2, tasks_done: 2, used_fallback: false, warnings: [] },
    },
  });
  const told = await outputOf(first);
  expect(told).toContain('Execute only the "Setup" section (T001). Do NOT work on tasks from other sections.');
  expect(told).toContain('\n- [ ] T001 Make the folder\n\nTick the box of each task in tasks.md');
  expect(told).not.toContain('T003');
  const second = await attempt(2, `${tick('T003', 'T004')}; printf '%s' "$PROMPT"`, batches({ done: 1 }));
  expect(second.batch).toMatchObject({ index: 2, count: 2, name: 'Core', done: ['T003', 'T004'], left: 0, tasks_open: 0 });
  expect(await outputOf(second)).toContain('"Core" section (T003, T004)');
  const third = await attempt(3, 'echo must not run > x.txt', batches({ done: 2 }));
  expect(third).toMatchObject({ status: 'COMPLETED', outcome: 'step_skipped', said: 'No open tasks found', cost_usd: 0 });
  expect(await outputOf(third)).toBe('(The step is skipped: No open tasks found.)\n');
});

test('a description that names the batch gets the values, and no section besides', async () => {
  const { attempt } = await withList(list);
  const command = `${tick('T001')}; printf '%s' "$PROMPT" #`;
  const description = `${command}\nDo {{batch.index}} of {{ batch.count }}, {{batch.name}}:\n{{batch.tasks}} {{other}}`;
  const row = await attempt(1, description, batches());
  expect(await outputOf(row)).toContain('\nDo 1 of 2, Setup:\n- [ ] T001 Make the folder {{other}}\n');
  expect(await outputOf(row)).not.toContain('Execute only');
});

test('tasks that stay open fail the attempt, what is done stays, and a heal gets what is left', async () => {
  const { attempt, attempts, file } = await withList(list.replace('- [ ] T001', '- [x] T001'));
  const row = await attempt(1, `${tick('T003')}; echo read > read.txt`, batches());
  expect(row).toMatchObject({
    status: 'FAILED',
    error_classification: { category: 'verification', title: 'Tasks open', errorClass: 'user' },
    error_message: 'Tasks of "Core" are still open in tasks.md: T004.',
    changed: true,
    batch: { index: 1, count: 1, name: 'Core', task_ids: ['T003', 'T004'], done: ['T003'], open: ['T004'], left: 0 },
  });
  expect(file('read.txt')).toBe('read');
  const heal = { heal_context: 'T004 was left.', ...batches({ only: ['T004'] }) };
  const healed = await attempt(2, `${tick('T004')}; printf '%s' "$PROMPT"`, heal);
  expect(healed).toMatchObject({ outcome: 'changed', batch: { task_ids: ['T004'], open: [], left: 0 } });
  expect(await outputOf(healed)).toContain('(T004)');
  expect(attempts()).toEqual([1, 2]);
});

test('an agent that fails on its way reports what it had ticked', async () => {
  const { attempt } = await withList(list);
  const row = await attempt(1, `${tick('T001')}; exit 4`, batches());
  expect(row).toMatchObject({
    status: 'FAILED',
    error_classification: { category: 'agent' },
    batch: { done: ['T001'], left: 1 },
  });
});

test('a list without sections is divided by size, and a heal keeps to the tasks of its batch', async () => {
  const { attempt } = await withList(['one', 'two', 'three'].map((title) => `- [ ] ${title}`).join('\n'));
  const row = await attempt(
    1,
    `sed -i '1i # Plan\\n\\n- [x] zero' tasks.md; sed -i 's/\\[ \\] one/[x] one/' tasks.md`,
    batches(),
  );
  expect(row).toMatchObject({
    error_classification: { title: 'Tasks open' },
    batch: { name: 'Batch 1', task_ids: ['line-1', 'line-2'], done: ['line-1'], open: ['line-5'], left: 1, used_fallback: true },
  });
  expect(row.batch?.warnings[0]).toContain('line 1');
  const heal = { heal_context: 'two was left', ...batches({ only: ['line-5'] }) };
  const healed = await attempt(2, `sed -i 's/\\[ \\] two/[x] two/' tasks.md`, heal);
  expect(healed).toMatchObject({ outcome: 'changed', batch: { done: ['line-5'], left: 1, tasks_open: 1 } });
});

test('a list with CRLF and a mark of its encoding reads like any other', async () => {
  const { attempt } = await withList(`\uFEFF${list.replaceAll('\n', '\r\n')}`);
  const row = await attempt(1, tick('T001'), batches());
  expect(row.batch).toMatchObject({ name: 'Setup', done: ['T001'], left: 1 });
});

test('a list of 5,000 tasks in one section is one batch, and its report is bounded', async () => {
  const tasks = Array.from({ length: 5_000 }, (_, n) => `- [ ] T${String(n).padStart(4, '0')} Do ${n}`);
  const { attempt } = await withList(`## All\n${tasks.join('\n')}\n`);
  const row = await attempt(1, "sed -i 's/\\[ \\]/[x]/' tasks.md", batches());
  expect(row.batch).toMatchObject({ count: 1, left: 0, tasks_done: 5_000, open: [] });
  expect(row.batch?.task_ids).toHaveLength(200);
});

describe('before any work fails, as a mistake of the request,', () => {
  const none = 'echo must not run > x.txt';
  test.each([
    ['a list that is not there', {}, { file: 'docs/tasks.md' }, 'There is no file docs/tasks.md in the branch.'],
    ['a folder in its place', { 'docs/x.md': 'x' }, { file: 'docs' }, 'docs is no file in the branch'],
    ['a circle', { 'tasks.md': '- [ ] T001 a [after: T002]\n- [ ] T002 b [after: T001]\n' }, {}, 'T001 → T002'],
    ['an id twice', { 'tasks.md': '## A\n- [ ] T001 a\n- [ ] T001 b\n' }, {}, 'T001 is the id of line 2'],
  ])('%s', async (_, files, given, message) => {
    const { attempt, remote } = await newTarget(bench, { files });
    const row = await attempt(1, none, batches(given));
    expect(row).toMatchObject({ status: 'FAILED', started_at: null, error_classification: { category: 'config' } });
    expect(row.error_message).toContain(message);
    expect(remote.branches()).toEqual([]);
  });

  test('a list with more batches than attempts that are left', async () => {
    const { attempt } = await withList(list);
    expect(await attempt(1, none, batches({ attempts_left: 0 }))).toMatchObject({
      status: 'FAILED',
      error_classification: { category: 'config', title: 'Attempts used up', errorClass: 'user' },
      error_message: 'tasks.md has 2 batches with open tasks, and the target has 0 attempts left after this one.',
    });
    expect(await attempt(2, tick('T001'), batches({ attempts_left: 1 }))).toMatchObject({ status: 'COMPLETED' });
  });
});

describe('a list that changed under the hands of the work', () => {
  test('and is gone says of no task that it is done', async () => {
    const { attempt } = await withList(list);
    expect(await attempt(1, 'rm tasks.md; echo x > x.txt', batches())).toMatchObject({
      error_classification: { title: 'Tasks open' },
      error_message: 'tasks.md is gone after the work, so nothing says that T001 are done.',
    });
  });

  test('and has an error by now fails the attempt that made it', async () => {
    const { attempt } = await withList(list);
    const row = await attempt(1, `${tick('T001')}; echo '- [ ] T003 again' >> tasks.md`, batches());
    expect(row).toMatchObject({ error_classification: { title: 'Tasks open' } });
    expect(row.error_message).toContain('T003 is the id of line');
  });

  test('and was changed by a person between two batches is read anew', async () => {
    const { attempt, remote, branch } = await withList(list);
    await attempt(1, tick('T001'), batches());
    remote.writeTo(branch, 'tasks.md', '## More\n- [ ] T009 Think\n');
    const row = await attempt(2, tick('T009'), batches({ done: 1 }));
    expect(row.batch).toMatchObject({ index: 2, count: 2, name: 'More', left: 0, tasks_done: 1 });
  });

  test('by a person who ticked what a heal should do leaves the heal nothing', async () => {
    const { attempt } = await withList(list);
    const row = await attempt(1, 'echo no > no.txt', { heal_context: 'left', ...batches({ only: ['T002'] }) });
    expect(row).toMatchObject({ outcome: 'step_skipped', batch: { task_ids: ['T002'], done: ['T002'], open: [], left: 2 } });
  });
});

test('the build command runs after the last batch only, and a heal of it has no tasks', async () => {
  const target = await newTarget(bench, {
    files: { 'tasks.md': list },
    build_command: 'echo built >> ../built; test -e fixed.txt',
  });
  const last = { build: 'last_batch' as const };
  const first = await target.attempt(1, tick('T001'), { ...last, ...batches() });
  expect(first).toMatchObject({ status: 'COMPLETED', build_passed: null });
  const second = await target.attempt(2, tick('T003', 'T004'), { ...last, ...batches({ done: 1 }) });
  expect(second).toMatchObject({ status: 'COMPLETED', build_passed: false, batch: { open: [], left: 0 } });
  const heal = { heal_context: 'The build failed.', ...last, ...batches({ done: 1, only: [] }) };
  const healed = await target.attempt(3, `touch fixed.txt; printf '%s' "$PROMPT"`, heal);
  expect(healed).toMatchObject({ status: 'COMPLETED', build_passed: true, batch: { index: 2, count: 2, task_ids: [], left: 0 } });
  expect(await outputOf(healed)).toContain('All tasks of this batch are ticked in tasks.md.');
  const unnamed = { heal_context: 'The build failed.', ...last, ...batches({ done: 1 }) };
  expect(await target.attempt(4, 'echo more > more.txt', unnamed)).toMatchObject({ outcome: 'changed', build_passed: true });
});

test('the build command does not run where the step says so', async () => {
  const { attempt } = await newTarget(bench, { build_command: 'exit 1' });
  expect(await attempt(1, 'echo a > a.txt', { build: false })).toMatchObject({ build_passed: null });
  expect(await attempt(2, 'echo b > b.txt', { build: true })).toMatchObject({ build_passed: false });
});
