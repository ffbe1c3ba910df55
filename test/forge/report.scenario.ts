/** One question to thirty repositories of a real forge, answered as a table: nothing of them is changed. Run by run.ts. */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Product } from '../agents/product.ts';
import { readForgeAccount } from './forge-account.ts';
import { openForgeOrganisation } from './forge-organisation.ts';

const account = readForgeAccount();
const org = 'asked';
const forge = openForgeOrganisation(account, org);
const names = Array.from({ length: 30 }, (_, n) => `q${String(n).padStart(2, '0')}`);
/** It answers something that the schema does not allow. */
const wrong = 'q07';

const schema = {
  type: 'object',
  required: ['title', 'lines'],
  additionalProperties: false,
  properties: {
    title: { type: 'string', pattern: '^# q[0-9]{2}$' },
    lines: { type: 'integer', minimum: 1 },
    owners: { type: 'array', items: { type: 'string' } },
    note: { type: 'string' },
  },
};

/** Answers from the clone, with what a table must quote, and leaves a file in the clone all the same. */
const agent = String.raw`
set -eu
grep -q 'How long is the README' -
touch left-behind
lines=$(wc -l < README.md)
[ "$BGAGENT_TARGET" != ${wrong} ] || lines='"many"'
printf '{"cost_usd": 0.01, "report": {"title": "%s", "lines": %s, "owners": ["a", "b"], "note": "says \\"yes\\", twice"}}' "$(head -n 1 README.md)" "$lines" > "$BGAGENT_RESULT"
`;

let product: Product;
let id: string;

beforeAll(async () => {
  await forge.create();
  await forge.makeAll(names);
  const forges = [{ host: new URL(account.url).host, api: account.api, token_env: 'FORGE_TOKEN' }];
  const folder = mkdtempSync(join(tmpdir(), 'bgagent-report-'));
  const agents = { reader: { command: ['sh', '-c', agent] } };
  product = new Product({ sandbox: 'none', agents, forges }, { FORGE_TOKEN: account.token }, folder);
  await product.start();
  await product.run('repo', 'import', '--forge', new URL(account.url).host, '--org', org);
  writeFileSync(join(folder, 'schema.json'), JSON.stringify(schema));
  const asked = [
    '--task',
    'How long is the README of {{repo}}?',
    '--report-schema',
    'schema.json',
    '--failure-threshold',
    'none',
  ];
  id = await product.submit('--select-repo', 'asked/*', '--title', 'READMEs', ...asked);
});

afterAll(() => product.close());

test('each repository answers, and an answer that does not fit the schema fails its target alone', async () => {
  const fleet = await product.rests(id);
  expect(fleet).toMatchObject({ status: 'PARTIAL', workflow_ref: 'coding/report-v1' });
  expect(fleet.progress.counts).toMatchObject({ SUCCEEDED: names.length - 1, FAILED: 1 });
  const targets = await product.targets(id);
  const failed = targets.find(({ path }) => path === wrong);
  expect(failed).toMatchObject({
    failure: { class: 'agent', code: 'SCHEMA', message: expect.stringContaining('lines') as string },
  });
  for (const name of names) expect(await forge.pullRequests(name)).toEqual([]);
});

test('the answers are a table with a column for each field, in the order of the schema', async () => {
  const [head, ...rows] = (await product.show('fleet', 'results', id, '--format', 'csv')).trim().split('\n');
  const columns = ['title', 'lines', 'owners', 'note'].map((field) => `report.${field}`);
  expect(head?.split(',').filter((column) => column.startsWith('report.'))).toEqual(columns);
  expect(rows).toHaveLength(names.length);
  for (const name of names) {
    const row = rows.find((each) => each.includes(`${org}/${name},`));
    const answer = `# ${name},2,"[""a"",""b""]","says ""yes"", twice"`;
    if (name === wrong) expect(row).toMatch(/,,,,$/);
    else expect(row).toContain(answer);
  }
});
