/** `repo import` of files that need several calls. */
import type { RepoImportReport } from '../../contracts/http/repo-import.ts';
import { cliForEachTest } from './cli-against-server.ts';
import type { Behaviour } from './contract-server.ts';
import { allNew, bodyOf } from './imported-repos.ts';

const cli = cliForEachTest();
const importing = (behaviour: Behaviour, ...args: string[]) => cli().run(behaviour, ['repo', 'import', ...args]);

/** 10,000 rows, each 200th of which is bad. */
const rows = Array.from({ length: 10_000 }, (_, n) => (n % 200 === 7 ? `acme/r${n}/x` : `acme/r${n}`));
const long = ['repo', ...rows].join('\n');

test('of 10,000 rows with 50 bad ones, 50 lines are told and nothing is sent', async () => {
  const { code, stderr } = await importing({ importRepos: allNew }, cli().file('r.csv', long));
  expect(code).toBe(1);
  const [first, ...lines] = stderr.trim().split('\n');
  expect(first).toContain('r.csv has 50 lines that are not right, so nothing was imported');
  expect(lines.map((line) => /r\.csv:(\d+): /.exec(line)?.[1])).toEqual(Array.from({ length: 50 }, (_, n) => `${n * 200 + 9}`));
  expect(cli().allAsked()).toEqual([]);
});

test('with --skip-invalid the others are sent in ten calls, with progress, and are one report', async () => {
  const file = cli().file('r.csv', long);
  const { stdout, stderr } = await importing({ importRepos: allNew }, file, '--skip-invalid', '--dry-run', '--json');
  expect(
    cli()
      .asked('importRepos')
      .map((asked) => bodyOf(asked).repos.length),
  ).toEqual([...Array<number>(9).fill(1_000), 950]);
  expect(
    cli()
      .asked('importRepos')
      .every((asked) => bodyOf(asked).dry_run),
  ).toBe(true);
  expect(stderr.match(/\(skipped\)/g)).toHaveLength(50);
  expect(stderr.trim().split('\n').slice(-2)).toEqual(['9,000 of 9,950 repositories', '9,950 of 9,950 repositories']);
  const report = JSON.parse(stdout) as RepoImportReport;
  expect([report.repos.length, report.counts.new, report.dry_run]).toEqual([9_950, 9_950, true]);
});

test('rows that are too large for one call together go in several', async () => {
  const command = 'x'.repeat(4_000);
  const content = ['repo,build_command', ...Array.from({ length: 500 }, (_, n) => `acme/r${n},${command}`)].join('\n');
  expect((await importing({ importRepos: allNew }, cli().file('r.csv', content), '--output', 'name')).code).toBe(0);
  expect(cli().asked('importRepos').length).toBeGreaterThan(1);
});
