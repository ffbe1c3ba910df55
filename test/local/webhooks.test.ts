import { createHmac } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createClient, type Client } from '../../contracts/http/client.ts';
import { startRuntime, type Runtime } from '../../local/start-runtime.ts';
import { startReceiver, type Receiver } from '../adapters/webhook/receiver.ts';
import { temporaryFolder } from './fixture-app.ts';
import { waitFor } from './fixture-runtime.ts';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let receiver: Receiver;
let runtime: Runtime;
beforeEach(async () => {
  folder = await temporaryFolder();
});
afterEach(async () => {
  await runtime.close();
  await receiver.close();
  await folder.remove();
});

const start = async (AllowPrivateWebhooks: 'true' | 'false') => {
  const durations = { webhook_backoff_s: 0.5 };
  const parameters = { AllowPrivateWebhooks };
  runtime = await startRuntime({ dir: folder.path, port: 0, workers: 0, durations, parameters, clockIntervalMs: 500 });
};
const client = (): Client => createClient({ baseUrl: runtime.apiUrl, token: runtime.token });

/** Runs a fleet that starts, and then is cancelled. */
async function runFleet(webhooks: string[]): Promise<string> {
  await client().putRepo({ params: { owner: 'acme', name: 'pay' }, body: { clone_url: '/srv/git/pay.git' } });
  const fleet = await client().submitFleet({
    body: { task_description: 'Do it.', targets: ['acme/pay'], notify: { webhooks, targets: true } },
  });
  if (!fleet.ok) throw new Error(JSON.stringify(fleet.error));
  const params = { fleet_id: fleet.data.fleet_id };
  const status = async () => {
    const now = await client().getFleet({ params });
    return now.ok ? now.data.status : '';
  };
  await waitFor(status, (now) => now === 'RUNNING');
  await client().cancelFleet({ params, body: {} });
  await waitFor(status, (now) => now === 'CANCELLED');
  return params.fleet_id;
}

interface Line {
  readonly 'detail-type': string;
  readonly detail: { readonly event_id: string; readonly fleet_id: string };
}
const lines = async (): Promise<Line[]> => {
  const text = await readFile(join(folder.path, 'events.jsonl'), 'utf8').catch(() => '');
  // Written by the runtime, one event a line.
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as Line);
};
const types = (events: readonly Line[]) => events.map((event) => event['detail-type']).sort();
const all = ['Fleet Finished', 'Fleet Started', 'Fleet Target Finished'];

test('each event of a fleet is posted, signed, again after an error, and is a line of events.jsonl', async () => {
  receiver = await startReceiver((number) => ({ status: number === 1 ? 500 : 200 }));
  await start('true');
  const url = `${receiver.url}/hook`;
  const fleetId = await runFleet([url]);
  const received = await waitFor(
    () => receiver.received,
    (posts) => posts.length >= 4,
  );
  const bodies = [...new Set(received.map(({ body }) => body))];
  expect(types(bodies.map((body) => JSON.parse(body) as Line))).toEqual(all);
  const secret = await readFile(join(folder.path, 'webhook-secret'), 'utf8');
  const key = createHmac('sha256', secret).update(url).digest('hex');
  for (const { headers, body } of received) {
    const signed = `${String(headers['bgagent-timestamp'])}.${body}`;
    expect(headers['bgagent-signature']).toBe(`sha256=${createHmac('sha256', key).update(signed).digest('hex')}`);
  }
  const written = await lines();
  expect(types(written)).toEqual(all);
  expect(new Set(written.map(({ detail }) => detail.fleet_id))).toEqual(new Set([fleetId]));
  expect(written.map((line) => JSON.stringify(line)).sort()).toEqual(bodies.sort());
  expect(await readFile(join(folder.path, 'runtime.json'), 'utf8')).not.toContain(secret);
});

test('a private address is refused at the submit, and events.jsonl is there without any webhook', async () => {
  receiver = await startReceiver();
  await start('false');
  const body = { task_description: 'x', targets: ['acme/pay'], notify: { webhooks: [receiver.url] } };
  expect(await client().submitFleet({ body })).toMatchObject({ ok: false, status: 400 });
  await runFleet([]);
  expect(types(await waitFor(lines, (found) => found.length >= 3))).toEqual(all);
  expect(receiver.received).toEqual([]);
});
