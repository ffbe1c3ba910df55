import { inspectedPaths, wrongInspectParams } from '../../contracts/inspect-params.ts';

test.each<[unknown, string[] | undefined]>([
  ['tasks.md', ['tasks.md']],
  ['a.md, b/**/*.md\r\n\nc d.txt\n', ['a.md', 'b/**/*.md', 'c d.txt']],
  ['specs/{spec,tasks}.md,{a,{b,c}}.md', ['specs/{spec,tasks}.md', '{a,{b,c}}.md']],
  ['a{b,c', ['a{b', 'c']],
  ['a},b', ['a}', 'b']],
  ['a, a\na', ['a']],
  ['', undefined],
  [' ,\n', undefined],
  [5, undefined],
  [undefined, undefined],
])('%j names %j', (paths, expected) => {
  expect(inspectedPaths({ paths })).toEqual(expected);
});

test('paths are wanted by the one workflow', () => {
  expect(wrongInspectParams({ id: 'repo/inspect-v1' }, {})).toContain('params.paths');
  expect(wrongInspectParams({ id: 'repo/inspect-v1' }, { paths: 'a' })).toBeUndefined();
  expect(wrongInspectParams({ id: 'shell/run-v1' }, {})).toBeUndefined();
  expect(wrongInspectParams(undefined, {})).toBeUndefined();
});
