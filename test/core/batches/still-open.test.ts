import { stillOpen } from '../../../core/batches/still-open.ts';
import { readTaskList } from '../../../core/batches/task-list.ts';

const before = ['## A', '- [ ] T001 a', '- [ ] T002 b', '- [ ] write docs', '- [x] T003 c', '## B', '- [ ] T004 d'];
const batch = readTaskList(before.join('\n'), 15).batches[0]?.tasks ?? [];
const open = (after: readonly string[]): string[] => stillOpen(batch, readTaskList(after.join('\n'), 15)).map(({ id }) => id);

test.each<[string, string[], string[]]>([
  ['nothing was ticked', before, ['T001', 'T002', 'line-4']],
  ['all were ticked', ['## A', '- [x] T001 a', '- [X] T002 b', '- [x] write docs'], []],
  [
    'lines were added, so that numbers changed',
    ['text', '', '## A', '- [x] T001 a', '- [ ] T002 b', '- [x] write docs'],
    ['T002'],
  ],
  ['a task moved to another section', ['## A', '- [x] write docs', '## Done', '- [x] T001 a', '- [x] T002 b'], []],
  ['a title changed with the tick', ['## A', '- [x] T001 other', '- [x] T002 b', '- [x] write docs (in README.md)'], []],
  ['a task has gone', ['## A', '- [x] T001 a'], ['T002', 'line-4']],
  [
    'the same task is there twice, once open',
    ['## A', '- [x] T001 a', '- [ ] T001 a', '- [x] T002 b', '- [x] write docs'],
    ['T001'],
  ],
  ['the mark is odd', ['## A', '- [~] T001 a', '- [x] T002 b', '- [x] write docs'], ['T001']],
])('%s', (_, after, expected) => {
  expect(open(after)).toEqual(expected);
});
