/** Pages of results with long answers. */
import { startBench, type Bench } from '../bench.ts';
import { answerReports } from './answer-reports.ts';

let bench: Bench;
let fleetId: string;
const schema = { type: 'object', properties: { z: { type: 'string' }, a: { type: 'array' } } };
const targets = Array.from({ length: 400 }, (_, at) => ({ repo: 'acme/auth', id: `t${at}` }));
// As long as it may be. Each quote is four bytes where CSV is within JSON.
const long = { z: 'ü'.repeat(3_000), a: Array.from({ length: 3_300 }, () => '') };

beforeAll(async () => {
  bench = await startBench();
  const submitted = await bench
    .clientOf(bench.tokens.ann)
    .submitFleet({ body: { task_description: 'x', targets, report: { schema } } });
  if (!submitted.ok) throw new Error(submitted.error.message);
  fleetId = submitted.data.fleet_id;
  await answerReports(
    bench,
    fleetId,
    targets.map(() => long),
  );
});
afterAll(() => bench.stop());

test.each(['json', 'jsonl', 'csv'])(
  'of %s are shorter than an answer of Lambda may be, and all targets are there once',
  async (format) => {
    const bytes: number[] = [];
    let [token, names] = ['', 0];
    do {
      const reply = await bench.call('GET', `/v1/fleets/${fleetId}/results?format=${format}${token}`);
      bytes.push(Buffer.byteLength(JSON.stringify({ body: reply.text })));
      names += reply.text.match(format === 'csv' ? /^t\d+,/gm : /"path":"t/g)?.length ?? 0;
      const paged = reply.json as { pagination?: { next_token: string | null } } | undefined;
      const next = reply.headers['x-next-token'] ?? paged?.pagination?.next_token;
      token = next == null ? '' : `&next_token=${encodeURIComponent(next)}`;
    } while (token !== '');
    expect(names).toBe(400);
    expect(bytes.length).toBeGreaterThan(1);
    expect(Math.max(...bytes)).toBeLessThan(5_100_000);
  },
);
