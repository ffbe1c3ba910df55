/** One task as text. */
import { renderTask } from '../../../cli/render/task-status.ts';
import { plainView } from '../../../cli/render/view.ts';
import { sampleTask, taskId } from '../samples.ts';

const now = Date.parse('2026-11-20T10:00:00.000Z');
const firstLine = (waits_for: ReturnType<typeof sampleTask>['waits_for']): string | undefined =>
  renderTask(sampleTask({ status: 'SUBMITTED', waits_for }), plainView(now)).split('\n')[0];

test('the status says which forge the task waits for, and for how long', () => {
  expect(firstLine(null)).toBe(`${taskId}   SUBMITTED`);
  expect(firstLine({ host: 'github.com', until: '2026-11-20T10:02:50.000Z' })).toBe(
    `${taskId}   SUBMITTED, waits for github.com, about 3m`,
  );
});

test('what is known of the agent has a line each, and a question keeps its lines', () => {
  const shown = (change: Parameters<typeof sampleTask>[0]) => renderTask(sampleTask(change), plainView(now));
  expect(shown({})).not.toMatch(/Agent|Session|Question|Turns/);
  const lines = shown({
    agent: 'claude',
    model: 'opus',
    session_id: 's-1',
    question: 'Which?\nA or B',
    turns_completed: 4,
    cost_usd: 0.5,
  });
  expect(lines).toContain('  Agent:          claude, opus\n');
  expect(lines).toContain('  Session:        s-1\n');
  expect(lines).toContain('  Question:       Which?\n                  A or B\n');
  expect(lines).toContain('  Turns:          4\n');
  expect(shown({ model: 'opus' })).toContain('  Agent:          default, opus\n');
});

test('the base branch and what the work passes on have a line each, where there are such', () => {
  const shown = (change: Parameters<typeof sampleTask>[0]) => renderTask(sampleTask(change), plainView(now));
  expect(shown({})).not.toMatch(/Base branch|Result/);
  const lines = shown({ base_branch: 'bgagent/f/lib', result: { version: '2.1', ok: true } });
  expect(lines).toContain('  Base branch:    bgagent/f/lib\n');
  expect(lines).toContain('  Result:         {"version":"2.1","ok":true}\n');
});
