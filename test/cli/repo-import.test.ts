/** `repo import FILE`: what is read, refused, sent and shown. */
import type { RepoImportReport } from '../../contracts/http/repo-import.ts';
import { readImportFile } from '../../cli/repo-import/read-import-file.ts';
import { cliForEachTest } from './cli-against-server.ts';
import type { Behaviour } from './contract-server.ts';
import { allNew, bodyOf } from './imported-repos.ts';

const reposOf = (name: string, content: string) => {
  const { rows, errors } = readImportFile(name, content);
  expect(errors).toEqual([]);
  return rows.map(({ repo }) => repo);
};
const errorsOf = (name: string, content: string) =>
  readImportFile(name, content).errors.map(({ line, message }) => `${line}: ${message}`);

const auth = {
  repo: 'acme/auth',
  clone_url: '/srv/auth.git',
  default_branch: 'main',
  build_command: 'make, test',
  lint_command: 'lint',
  max_turns: 9,
  max_budget_usd: 2.5,
  tags: { team: 'payments', lang: 'go', Tier: '1' },
};

test.each([
  [
    'repos.csv',
    'Repo,Clone URL,default-branch,build_command,lint_command,max_turns,max_budget_usd,tags,tag.Tier\n' +
      'acme/auth,/srv/auth.git,main,"make, test",lint,9,2.5,team=payments; lang=go,1\n',
  ],
  [
    'repos.yaml',
    '- repo: acme/auth\n  clone_url: /srv/auth.git\n  default_branch: main\n  build_command: make, test\n  lint_command: lint\n' +
      '  max_turns: 9\n  max_budget_usd: 2.5\n  tags: {team: payments, lang: go}\n  tag.Tier: 1\n',
  ],
  ['repos.json', JSON.stringify([auth])],
])('%s may name every setting', (name, content) => {
  expect(reposOf(name, content)).toEqual([auth]);
});

test('an empty cell says nothing, and null unsets a setting', () => {
  expect(reposOf('r.csv', 'repo,clone_url,max_turns,tags,tag.a\nacme/a,,,,\n')).toEqual([{ repo: 'acme/a' }]);
  expect(reposOf('r.yaml', '- repo: acme/a\n  build_command: null\n- acme/b\n')).toEqual([
    { repo: 'acme/a', build_command: null },
    { repo: 'acme/b' },
  ]);
});

test.each([
  ['https://git.acme.io/acme/auth.git', 'acme/auth', true],
  ['https://git.acme.io/acme/auth', 'acme/auth', true],
  ['https://token@git.acme.io/acme/auth.git/', 'acme/auth', true],
  ['ssh://git@git.acme.io:2222/acme/auth.git', 'acme/auth', true],
  ['git@git.acme.io:acme/auth.git', 'acme/auth', true],
  ['git@github.com:acme/auth.git', 'acme/auth', true],
  ['https://github.com/acme/auth.git', 'acme/auth', false],
])('the address %s names a repository', (address, repo, isCloneUrl) => {
  const expected = { repo, ...(isCloneUrl ? { clone_url: address } : {}) };
  expect(reposOf('-', `repo\n${address}\n`)).toEqual([expected]);
  expect(reposOf('r.txt', `${address}\n`)).toEqual([expected]);
  expect(reposOf('-', `clone_url,tag.a\n${address},\n`)).toEqual([{ repo, clone_url: address }]);
  expect(reposOf('-', `repo,clone_url\n${address},/srv/a.git\n`)).toEqual([{ repo, clone_url: '/srv/a.git' }]);
});

test('an address whose path is not owner/name is refused without its login', () => {
  const [error = ''] = errorsOf('r.csv', 'clone_url\nhttps://user:s3cret@git.acme.io/a/b/c.git\n');
  expect(error).toMatch(/^2: the path of https:\/\/\*\*\*@git\.acme\.io\/a\/b\/c\.git is not owner\/name: /);
});

test.each([
  ['repo,clone_ulr,team,tag.\n', ['"clone_ulr": did you mean clone_url?', '"team": write tag.team for a tag', '"tag."']],
  ['repo,repo,tag.a,tag.a\n', ['the column "repo" twice', 'the column "tag.a" twice']],
  ['repo;tag.team\n', ['a comma must stand between two cells']],
  ['tags,build_command\n', ['no column "repo" or "clone_url"']],
])('a header is refused as a whole: %j', (header, messages) => {
  const { isUnreadable, errors } = readImportFile('r.csv', `${header}acme/a,,,\n`);
  expect(isUnreadable).toBe(true);
  expect(errors).toEqual(messages.map((message) => ({ line: 1, message: expect.stringContaining(message) as string })));
});

test('every problem of a row is told, with the line of its field where that has one', () => {
  const row = 'acme,https://***@x.io/a.git,many,0,"team;a=1;a=2",\n';
  expect(errorsOf('r.csv', `repo,clone_url,max_turns,max_budget_usd,tags\n${row.replace(/,\n$/, '\n')}`)).toEqual([
    expect.stringMatching(/^2: "acme" is not a repository/),
    expect.stringMatching(/^2: tags: "team" is no KEY=VALUE/),
    '2: the tag a has two values, 1 and 2: keep one',
    expect.stringMatching(/^2: clone_url must be given with its login again/),
    '2: max_turns must be a number, not a string',
    '2: max_budget_usd must be at least 0.01',
  ]);
  const yaml = '- repo: acme/a\n  colour: red\n  tags: [a]\n  max_turns: 0\n- clone-url: /a\n  clone_url: /b\n- tags: {a: {}}\n';
  expect(errorsOf('r.yaml', yaml)).toEqual([
    expect.stringMatching(/^2: there is no column "colour"/),
    expect.stringMatching(/^3: tags must be pairs/),
    '4: max_turns must be at least 1',
    '5: this entry has "clone_url" twice',
    expect.stringMatching(/^7: this row names no repository/),
    '7: the tag a must be a text, a number or true/false',
  ]);
});

test('a row that says the same again is dropped, and one that says something else is refused', () => {
  const file = readImportFile('r.csv', 'repo,tag.a\nacme/a,1\nACME/A,1\nacme/a,2\n');
  expect(file.duplicates).toEqual([{ line: 3, message: 'ACME/A is on line 2 too, dropped' }]);
  expect(file.errors).toEqual([{ line: 4, message: expect.stringContaining('on line 2 too, with other values') as string }]);
});

const cli = cliForEachTest();
const importing = (behaviour: Behaviour, ...args: string[]) => cli().run(behaviour, ['repo', 'import', ...args]);

test('a problem that only the API finds is told with its line, and with what is imported already', async () => {
  const content = ['repo', '', ...Array.from({ length: 1_001 }, (_, n) => `acme/r${n}`)].join('\n');
  const behaviour: Behaviour = {
    importRepos: (asked) =>
      bodyOf(asked).repos.length === 1_000
        ? allNew(asked)
        : {
            error: {
              code: 'VALIDATION_ERROR',
              message: 'The request has 2 problems; see details.',
              details: ['tags', 'clone_url'].map((field) => ({
                path: `/repos/0/${field}`,
                code: 'INVALID_VALUE',
                message: `repos/0/${field} must be another one.`,
              })),
            },
          },
  };
  const { code, stderr } = await importing(behaviour, cli().file('r.csv', content));
  expect(code).toBe(1);
  expect(stderr).toContain('1,000 of 1,001 repositories are imported, the others are not');
  expect(stderr).toContain('  r.csv:1003: tags must be another one.\n');
});

const report: RepoImportReport = {
  repos: [
    { repo: 'acme/a', result: 'new', changes: [], kept: [] },
    {
      repo: 'acme/b',
      result: 'changed',
      changes: [
        { field: 'default_branch', from: 'main', to: 'trunk' },
        { field: 'tags.x', from: null, to: '' },
        { field: 'clone_url', from: 'https://***@x.io/a', to: 'https://***@x.io/a' },
      ],
      kept: [],
    },
    { repo: 'acme/c', result: 'unchanged', changes: [], kept: [] },
    { repo: 'acme/d', result: 'unchanged', changes: [], kept: ['tags.team'] },
    { repo: 'acme/e', result: 'removed', changes: [], kept: [] },
  ],
  gone: [{ repo: 'acme/f', removed: false }],
  counts: { new: 1, changed: 1, unchanged: 2, removed: 1, gone: 1 },
  dry_run: true,
};

test('the report is a table of what is not just so, with sentences; names and CSV have all of it', async () => {
  const file = cli().file('r.txt', 'acme/a\n');
  const shown = async (...flags: string[]) =>
    (await importing({ importRepos: () => ({ data: report }) }, file, '--dry-run', ...flags)).stdout;
  const table = await shown();
  expect(table.split('\n').map((line) => line.replaceAll(/ {2,}/g, ' | '))).toEqual([
    'REPO | RESULT | CHANGES | KEPT',
    'acme/a | new | - | -',
    'acme/b | changed | default_branch: main → trunk, tags.x: (none) → "", clone_url: another login | -',
    'acme/d | unchanged | - | tags.team',
    'acme/e | removed | - | -',
    'acme/f | gone | - | -',
    '',
    'Dry run, nothing was changed. 5 repositories: 1 new, 1 changed, 2 unchanged, 1 removed.',
    'removed: a person removed it, and it stays removed. "bgagent repo onboard" brings it back.',
    'KEPT: a person set it, and the source says something else.',
    '1 repository is gone from the source. Remove what is gone with --remove-gone.',
    '',
  ]);
  expect(await shown('--output', 'name')).toBe('acme/a\nacme/b\nacme/c\nacme/d\n');
  expect((await shown('--output', 'csv')).split('\n')).toHaveLength(8);
  expect(await shown('--output', 'wide')).toMatch(/acme\/c +unchanged/);
});

test.each([
  ['', 'r.csv has no repositories that can be imported'],
  ['repo\nacme\n', 'r.csv has one line that is not right'],
  ['name\nacme/a\n', 'the header of r.csv is not right'],
])('a file of which nothing can be imported: %j', async (content, message) => {
  const { code, stderr } = await importing({ importRepos: allNew }, cli().file('r.csv', content));
  expect([code, stderr]).toEqual([1, expect.stringContaining(message)]);
});
