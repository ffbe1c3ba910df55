import * as z from 'zod';
import type { PlanView } from '../../contracts/http/plan.ts';
import type { SubmitRequest } from '../../contracts/http/submit.ts';
import { startBench, type Bench } from '../lambdas/api/bench.ts';
import { onboarded, putRepo } from '../tasks/task-platform.ts';
import { caseTable } from './case-table.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await startBench();
});
afterAll(() => bench.stop());

const schema = {
  input: z.object({ spec: z.looseObject({}) }),
  expected: z.object({
    paths: z.array(z.string()).optional(),
    /** By the path of a target: the targets that it depends on. */
    edges: z.record(z.string(), z.array(z.string())).optional(),
    errors: z.array(z.string()),
    warnings: z.array(z.string()).optional(),
    cycle: z.array(z.string()).optional(),
  }),
};

/** Every repository of a table is onboarded. */
const reposIn = (spec: unknown): string[] =>
  [...JSON.stringify(spec).matchAll(/"([\w.-]+\/[\w.-]+)"/g)].map(([, repo = '']) => repo);

/** What each target depends on, groups as their targets. */
function edgesOf({ targets }: PlanView): Record<string, string[]> {
  const paths = targets.map(({ path }) => path);
  const expanded = (on: string): string[] => paths.filter((path) => path === on || path.startsWith(`${on}/`));
  const waiting = targets.filter(({ depends_on }) => depends_on.length > 0);
  return Object.fromEntries(waiting.map(({ path, depends_on }) => [path, depends_on.flatMap((each) => expanded(each.path))]));
}

const cycleOf = (details: readonly { code: string; message: string }[]): string[] | undefined =>
  details
    .find(({ code }) => code === 'DEPENDENCY_CYCLE')
    ?.message.split(':')[0]
    ?.split(' → ');

caseTable('dependencies', schema, async ({ spec }, { paths, edges, errors, warnings = [], cycle }) => {
  for (const repo of reposIn(spec)) await putRepo(bench.repos, onboarded(repo));
  // The body as a caller may write it; the API checks it.
  const body = { task_description: 'Do it.', ...spec } as SubmitRequest;
  const answer = await bench.clientOf(bench.tokens.ann).planFleet({ body });
  if (!answer.ok) {
    const { code, details } = answer.error;
    expect([...(details.length > 0 ? details.map((each) => each.code) : [code])].sort()).toEqual([...errors].sort());
    expect(cycleOf(details)).toEqual(cycle);
    return;
  }
  expect([]).toEqual(errors);
  expect(answer.data.targets.map(({ path }) => path)).toEqual(paths);
  expect(edgesOf(answer.data)).toEqual(edges);
  expect(answer.data.warnings.map(({ code }) => code)).toEqual(warnings);
});
