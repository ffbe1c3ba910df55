import { renderRows, type RowFormat, type Rows } from '../../../../cli/render/rows/rows.ts';
import { rowsOfTargets } from '../../../../cli/render/rows/target-rows.ts';
import { plainView } from '../../../../cli/render/view.ts';
import { sampleTarget } from '../../samples.ts';

interface Row {
  readonly name: string;
  readonly path: string;
}
const rows: Rows<Row> = {
  columns: [
    { title: 'NAME', cut: 'end', value: ({ name }) => name },
    { title: 'PATH', cut: 'start', value: ({ path }) => path },
    { title: 'SIZE', value: () => '12', wide: true },
  ],
  name: ({ name }) => name,
  none: 'There are none.',
};
const view = plainView(0);
const list: Row[] = [
  { name: 'auth', path: 'one/two/three' },
  { name: 'a\nlonger name', path: 'x' },
];
const rendered = async (format: RowFormat, of = list, at = view) => await renderRows(of, rows, format, at);
const words = (text: string) => text.split('\n').map((line) => line.trimEnd().split(/ {2,}/));

test('a table has one line per row, and wide columns only with --output wide', async () => {
  expect(words(await rendered('table'))).toEqual([
    ['NAME', 'PATH'],
    ['auth', 'one/two/three'],
    ['a longer name', 'x'],
  ]);
  expect(words(await rendered('wide'))[1]).toEqual(['auth', 'one/two/three', '12']);
});

test('a table is cut to the terminal at the end that a column allows; --output wide is not', async () => {
  const narrow = { ...view, columns: 24 };
  const text = await rendered('table', list, narrow);
  expect(words(text)).toEqual([
    ['NAME', 'PATH'],
    ['auth', '…wo/three'],
    ['a longer…', 'x'],
  ]);
  expect(Math.max(...text.split('\n').map(({ length }) => length))).toBeLessThanOrEqual(24);
  expect(words(await rendered('wide', list, narrow))[1]?.[1]).toBe('one/two/three');
});

test('no colour is in a table without colours, nor an instruction that a text brought along', async () => {
  const text = await rendered('table', [{ name: '\u001B[31mred\u001B[2J', path: 'x' }]);
  expect(text).not.toContain('\u001B');
});

test('CSV has every column, and no cell that a spreadsheet would run', async () => {
  const formulas = [
    { name: '=HYPERLINK("http://x")', path: '@a' },
    { name: '-12.5', path: '+1=-1' },
  ];
  expect(await rendered('csv', formulas)).toBe(`name,path,size\n"'=HYPERLINK(""http://x"")",'@a,12\n-12.5,'+1=-1,12\n`);
});

test('names are for other commands; an empty list is a sentence for people and nothing for tools', async () => {
  expect(await rendered('name')).toBe('auth\na\nlonger name\n');
  expect(await Promise.all((['table', 'wide', 'csv', 'name'] as const).map((format) => rendered(format, [])))).toEqual([
    'There are none.',
    'There are none.',
    'name,path,size\n',
    '',
  ]);
});

test('targets show their pull request, else what was not changed, else their branch', async () => {
  const targets = [
    sampleTarget({ pr_url: 'https://github.com/acme/a/pull/1', failure: null }),
    sampleTarget({ outcome: 'no_changes', failure: null }),
    sampleTarget({ branch: null, failure: null, blocked_by: { path: 'users', status: 'LOST' } }),
  ];
  const cells = words(await renderRows(targets, rowsOfTargets(targets), 'table', view)).map((line) => [line[3], line[6]]);
  expect(cells).toEqual([
    ['PR', 'REASON'],
    ['https://github.com/acme/a/pull/1', '-'],
    ['no changes', '-'],
    ['-', "Blocked: dependency 'users' was lost"],
  ]);
});
