/** The example of the plan format, unchanged: the fleet.yaml that is made of it, and its four jobs. */
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import type { GroupInput } from '../../../contracts/http/submit.ts';
import { accepting } from '../behaviours.ts';
import { cliForEachTest } from '../cli-against-server.ts';

const cli = cliForEachTest();
const read = (name: string): string => readFileSync(new URL(name, import.meta.url), 'utf8');
const example = read('copilot-plan.json');

const toImport = async (...flags: string[]) =>
  await cli().run(accepting, ['fleet', 'import', cli().file('plan.json', example), '--repo', 'acme/shop', ...flags]);

test('becomes exactly this fleet.yaml', async () => {
  const { code, stdout } = await toImport();
  expect(code).toBe(0);
  expect(stdout).toBe(read('copilot-plan.golden.yaml'));
});

interface Row {
  readonly path: string;
  readonly group: string;
  readonly depends_on: readonly string[];
}

/** Targets as a fleet reads them. Each reference is looked up in the own group first, then in those around it, then from the root. */
function rowsOf(groups: readonly GroupInput[]): Row[] {
  const walk = (list: readonly GroupInput[], prefix: string): Row[] =>
    list.flatMap((group) => {
      const path = `${prefix}${group.name}`;
      const own = (group.targets ?? []).map((target) => {
        const { id, depends_on: references = [] } = target as { id: string; depends_on?: string[] };
        return { path: `${path}/${id}`, group: path, depends_on: references };
      });
      return [...own, ...walk(group.groups ?? [], `${path}/`)];
    });
  const rows = walk(groups, '');
  const known = new Set(rows.map(({ path }) => path));
  const found = (reference: string, group: string): string => {
    if (group === '') return reference;
    const inner = `${group}/${reference}`;
    return known.has(inner) ? inner : found(reference, group.split('/').slice(0, -1).join('/'));
  };
  return rows.map((row) => ({ ...row, depends_on: row.depends_on.map((reference) => found(reference, row.group)) }));
}

test('has the four targets with their groups and dependencies', async () => {
  const { groups } = parse((await toImport()).stdout) as { groups: GroupInput[] };
  expect(rowsOf(groups)).toEqual([
    { path: 'phase1/collection/count-files', group: 'phase1/collection', depends_on: [] },
    { path: 'phase1/collection/count-dirs', group: 'phase1/collection', depends_on: [] },
    {
      path: 'phase1/analysis/analyze-structure',
      group: 'phase1/analysis',
      depends_on: ['phase1/collection/count-files', 'phase1/collection/count-dirs'],
    },
    { path: 'phase2/reporting/generate-report', group: 'phase2/reporting', depends_on: ['phase1/analysis/analyze-structure'] },
  ]);
});

test('fleet plan and fleet submit make the same request of it as fleet import', async () => {
  const { stdout, stderr } = await toImport('--json');
  const body: unknown = JSON.parse(stdout);
  for (const [command, operation] of [
    ['plan', 'planFleet'],
    ['submit', 'submitFleet'],
  ] as const) {
    const ran = await cli().run(accepting, ['fleet', command, '-f', 'plan.json', '--repo', 'acme/shop']);
    expect(ran.stderr.startsWith(stderr)).toBe(true);
    expect(cli().asked(operation)[0]?.body).toEqual(body);
  }
  expect(stderr).toMatch(
    /^warning: \/groups\/0\/groups\/1\/jobs\/0\/dependencies: .*\nnote: maxParallel .*\nnote: startPaused .*\n$/,
  );
});
