/** A fleet of thirty that is asked for a report: a clone each, nothing changed, and the answers are a table. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { makeFolder, removeFolders } from '../worker/git-repository.ts';
import { must } from './answers.ts';
import { branchesOf } from './repositories.ts';
import { System } from './system.ts';
import { testWhereKillable } from './test-where-killable.ts';

/** Answers what it sees; of `odd` nothing that fits, until a person gives it other words. */
const script = `
prompt=$(cat)
echo junk > junk
case "$BGAGENT_REPO $prompt" in
  acme/odd*'as a number'*|acme/r*) printf '{"report":{"repo":"%s","files":%s,"told":["%s"]},"cost_usd":0.25}' "$BGAGENT_REPO" "$(ls | wc -l)" "$BGAGENT_VAR_told" > "$BGAGENT_RESULT" ;;
  *) printf '{"report":{"repo":"%s","files":"many"}}' "$BGAGENT_REPO" > "$BGAGENT_RESULT" ;;
esac`;
const schema = {
  type: 'object',
  properties: { repo: { type: 'string' }, files: { type: 'integer' }, told: { type: 'array', items: { type: 'string' } } },
  required: ['repo', 'files'],
};

let system: System;
beforeAll(async () => {
  const workerConfig = join(makeFolder('config'), 'worker.yaml');
  writeFileSync(workerConfig, JSON.stringify({ agents: { reader: { command: ['sh', '-c', script] } } }));
  system = await System.start({ workerConfig });
});
afterAll(async () => {
  await system.close();
  removeFolders();
});

testWhereKillable('thirty repositories answer a table', async () => {
  const names = [...Array.from({ length: 29 }, (_, at) => `r${at}`), 'odd'];
  const remotes = await system.onboard(names);
  const targets = names.map((name) =>
    name === 'r1'
      ? { repo: 'acme/r1', depends_on: ['r0'], vars: { told: '{{deps.r0.result.repo}} has {{deps.r0.result.files}}' } }
      : `acme/${name}`,
  );
  const body = { task_description: 'How many files?', targets, report: { schema }, max_concurrency: 8, failure: null };
  const { fleet_id } = must(await system.client.submitFleet({ body }));
  const params = { fleet_id };
  const first = await system.waitForEnd(fleet_id);
  expect(first).toMatchObject({
    status: 'PARTIAL',
    progress: { counts: { SUCCEEDED: 29, FAILED: 1 } },
  });
  const odd = must(await system.client.getTarget({ params: { ...params, path: 'odd' } }));
  expect(odd).toMatchObject({ failure: { class: 'agent', code: 'SCHEMA', retryable: false }, report: null });

  must(await system.client.retryFleet({ params, body: { hint: 'Give files as a number.' } }));
  expect(await system.waitForEnd(fleet_id)).toMatchObject({ status: 'SUCCEEDED', progress: { counts: { SUCCEEDED: 30 } } });

  const csv = must(await system.client.getResults({ params, query: { format: 'csv' } }));
  if (typeof csv !== 'string') throw new Error('no text');
  const rows = parse<Record<string, string>>(csv, { columns: true });
  expect(rows.map((row) => row['report.repo'])).toEqual(names.map((name) => `acme/${name}`));
  const counts = rows.map((row) => Number(row['report.files']));
  expect(counts.every((count) => count > 1)).toBe(true);
  expect(rows[1]?.['report.told']).toBe(`["acme/r0 has ${counts[0] ?? ''}"]`);
  expect(rows.map(({ outcome, pr_url: url }) => [outcome, url])).toEqual(names.map(() => ['no_changes', '']));
  for (const name of names) expect(await branchesOf(remotes.get(name) ?? '')).toEqual([]);
});
