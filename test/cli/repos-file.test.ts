import { parseReposFile } from '../../cli/repos-file.ts';

const lines = (list: readonly { readonly line: number }[]) => list.map(({ line }) => line);

test('csv: a quoted cell over two lines does not shift the numbers of the lines after it', () => {
  const file = parseReposFile('r.csv', '# list\nrepo,note\n\nacme/a,"one\ntwo"\nnonsense,x\nacme/b,y\n');
  expect(file.entries.map(({ repo, line }) => [repo, line])).toEqual([
    ['acme/a', 4],
    ['acme/b', 7],
  ]);
  expect(lines(file.errors)).toEqual([6]);
});

test('csv: a line with more cells than the header is an error of that line', () => {
  expect(lines(parseReposFile('r.csv', 'repo,a\nacme/a,1,2\n').errors)).toEqual([2]);
});

test('csv: broken quotes are told with their line', () => {
  const { errors } = parseReposFile('r.csv', 'repo,a\nacme/a,x"y"\n');
  expect(lines(errors)).toEqual([2]);
});

test('csv: a column that cannot be a variable is told', () => {
  expect(parseReposFile('r.csv', 'repo,my team\nacme/a,x\n').errors).toEqual([
    { line: 1, message: '"my team" cannot be the name of a variable: use up to 64 letters, digits and _ (not __proto__)' },
  ]);
});

test('json and yaml: each bad entry is told with the line where it starts', () => {
  const file = parseReposFile(
    'r.json',
    '[\n  "acme/a",\n  {"name": "x"},\n  {\n    "repo": "acme/b",\n    "deep": {"x": 1}\n  },\n  7,\n  [1]\n]\n',
  );
  expect(lines(file.errors)).toEqual([3, 4, 8, 9]);
  expect(file.entries.map(({ repo }) => repo)).toEqual(['acme/a']);
});

test('yaml: numbers and flags stay what they are', () => {
  expect(parseReposFile('r.yml', '- repo: acme/a\n  port: 8080\n  draft: true\n').entries[0]?.vars).toEqual({
    port: 8080,
    draft: true,
  });
});

test('json that does not parse is told with its line', () => {
  expect(lines(parseReposFile('r.json', '[\n "acme/a",\n {"repo" "acme/b"}\n]').errors)).toContain(3);
});

test.each([
  ['r.csv', 'repo,constructor,toString\nacme/a,x,y\n'],
  ['r.yaml', '- repo: acme/a\n  constructor: x\n  toString: y\n'],
  ['r.json', '[{"repo":"acme/a","constructor":"x","toString":"y"}]'],
])('%s: what every object has is a variable like any other', (name, content) => {
  expect(parseReposFile(name, content)).toMatchObject({
    entries: [{ repo: 'acme/a', vars: { constructor: 'x', toString: 'y' } }],
    errors: [],
  });
});

test.each([
  ['r.csv', 'repo,__proto__\nacme/a,x\n', 1],
  ['r.yaml', '- acme/b\n- repo: acme/a\n  __proto__: x\n', 2],
  ['r.json', '["acme/b",\n{"repo":"acme/a","__proto__":{"x":1}}]', 2],
])('%s: a variable __proto__ is refused by name', (name, content, line) => {
  const { errors } = parseReposFile(name, content);
  expect(errors).toEqual([{ line, message: expect.stringContaining('"__proto__" cannot be') as string }]);
});

test('yaml that is no list is an error', () => {
  expect(lines(parseReposFile('r.yaml', 'repos: acme/a\n').errors)).toEqual([1]);
});

test.each([
  ['[{"repo":"acme/a","port":1}]', { port: 1 }],
  ['# list\n- repo: acme/a\n  port: 1\n', { port: 1 }],
  ['repo,port\nacme/a,1\n', { port: '1' }],
  ['acme/a\n', {}],
])('standard input tells its format by itself: %j', (content, vars) => {
  expect(parseReposFile('-', content).entries).toEqual([expect.objectContaining({ repo: 'acme/a', vars })]);
});

test.each([
  ['at signs', '@'.repeat(1_000_000), 1],
  ['comments that a line separator ends', `${' #'.repeat(1_000_000)}\u2028`, 0],
])('a line of a million %s is read', (_, line, errors) => {
  expect(parseReposFile('r.txt', `${line}\nacme/a\n`)).toMatchObject({ entries: [{ repo: 'acme/a' }], duplicates: [] });
  expect(parseReposFile('r.txt', line).errors).toHaveLength(errors);
});

test('an address elsewhere is refused with what to do instead', () => {
  const { errors } = parseReposFile(
    'r.txt',
    'https://gitlab.com/acme/a\ngit@example.org:acme/a.git\nssh://git@github.com/acme/b\n',
  );
  expect(lines(errors)).toEqual([1, 2]);
  expect(errors[0]?.message).toMatch(/--clone-url/);
});
