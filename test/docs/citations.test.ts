import { findBrokenCitations } from '../../docs/citations.ts';

const documents = {
  'docs/semantics.md': '# Semantics\n\n## 1. Target status\n\n## 2. Fleet status\n\n## 3. Cap and order\n',
  'docs/architecture.md': '# Architecture\n\n## The clock\n\n```sh\n## no heading\n```\n',
  'docs/operations.md': '# Operations\n\n### Scripts\n',
  'core/turn/launch.ts': '',
};

/** What is wrong with one more file beside these, as `line cited`. */
function broken(file: string, text: string): string[] {
  const texts = new Map(Object.entries({ ...documents, [file]: text }));
  return findBrokenCitations({ paths: new Set(texts.keys()), texts }).map(({ line, cited }) => `${line} ${cited}`);
}

test('a cited section of the rules exists', () => {
  expect(broken('core/a.ts', '/** The cap (semantics 3), and more (semantics 1 to 3; semantics 1, 2). */')).toEqual([]);
  expect(broken('core/a.ts', '\n// as in semantics 4\n')).toEqual(['2 semantics 4']);
  expect(broken('test/a.json', '{"why": "semantics 2 to 5 and 1"}')).toEqual(['1 semantics 2 to 5 and 1']);
});

test('a citation may be wrapped in a comment', () => {
  expect(broken('core/a.ts', '/**\n * One (semantics\n * 7).\n */')).toEqual(['2 semantics 7']);
  expect(broken('core/a.ts', '/**\n * One (architecture.md, The\n * clock).\n */')).toEqual([]);
});

test('a cited heading or anchor exists', () => {
  expect(broken('core/a.ts', '// (architecture.md, The clock) and (docs/operations.md#scripts)')).toEqual([]);
  expect(broken('core/a.ts', '// (architecture.md, The watch)')).toEqual(['1 architecture.md, The watch']);
  expect(broken('core/a.ts', '// (architecture.md, no heading)')).toEqual(['1 architecture.md, no heading']);
  expect(broken('core/a.ts', '// (docs/operations.md#exit-codes)')).toEqual(['1 docs/operations.md#exit-codes']);
});

test('documents that are not in the repository are not cited', () => {
  expect(broken('core/a.ts', '// api.md, (cli.md) and docs/plan.md')).toEqual(['1 api.md', '1 cli.md', '1 docs/plan.md']);
  expect(broken('core/a.ts', '// (architecture 5.1), (semantics 1, aws M9), (steps 4)')).toEqual([
    '1 architecture 5.1',
    '1 aws M9',
    '1 steps 4',
  ]);
  expect(broken('README.md', 'As platform.md says.')).toEqual(['1 platform.md']);
});

test('names of users’ files are no citations', () => {
  expect(broken('test/a.test.ts', "write('better.md'); // 7 steps 4 times")).toEqual([]);
  expect(broken('core/a.ts', '// Reads a tasks.md, or specs/001/spec.md.')).toEqual([]);
  expect(broken('README.md', 'Give it `--task-file better.md`.')).toEqual([]);
});

test('links of a document lead to files and headings', () => {
  expect(
    broken('docs/a.md', '[x](operations.md#scripts) [y](https://example.com/z.md#q) [z](../core/turn/launch.ts) [a](#b)\n# B'),
  ).toEqual([]);
  expect(broken('docs/a.md', '\n[x](operations.md#gone) [y](../operations.md) [z](#c)')).toEqual([
    '2 operations.md#gone',
    '2 ../operations.md',
    '2 #c',
  ]);
});

test('a document names files where they are', () => {
  expect(
    broken('docs/a.md', '`core/turn/launch.ts`, `launch.ts`, `core/turn/`, `core/turn/launch`, `core/<name>.ts`, `core/*.ts`'),
  ).toEqual([]);
  expect(broken('docs/a.md', '`core/launch.ts` and `launches.ts`\n```\nnode core/run.ts\n```')).toEqual([
    '1 core/launch.ts',
    '1 launches.ts',
    '3 core/run.ts',
  ]);
  expect(broken('docs/a.md', 'acme/core/x, `acme/x.ts`, `~/core/x.ts`, `fleet.yaml`')).toEqual([]);
  expect(broken('docs/decisions/0001-a.md', '`core/launch.ts` was there.')).toEqual([]);
});

test('a file that was moved is named with its new place', () => {
  const texts = new Map(Object.entries({ ...documents, 'README.md': '`core/launch.ts`' }));
  const [found] = findBrokenCitations({ paths: new Set(texts.keys()), texts });
  expect(found?.help).toContain('core/turn/launch.ts');
});
