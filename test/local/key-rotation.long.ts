/** The keys in a runtime's folder: those of the version before stay valid, and each is replaced by renaming its file. */
import { createHmac } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createClient, type Client } from '../../contracts/http/client.ts';
import type { Runtime } from '../../local/start-runtime.ts';
import { startReceiver, type Receiver } from '../adapters/webhook/receiver.ts';
import { temporaryFolder } from './fixture-app.ts';
import { waitFor } from './fixture-runtime.ts';
import { withRuntime } from './with-runtime.ts';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let receiver: Receiver;
beforeEach(async () => {
  folder = await temporaryFolder();
  receiver = await startReceiver();
});
afterEach(async () => {
  await receiver.close();
  await folder.remove();
});

const inFolder = (name: string) => join(folder.path, name);
const clientOf = ({ apiUrl, token }: Runtime): Client => createClient({ baseUrl: apiUrl, token });
const withClient = <T>(use: (client: Client) => Promise<T>): Promise<T> =>
  withRuntime(folder.path, (runtime) => use(clientOf(runtime)), {
    parameters: { AllowPrivateWebhooks: 'true' },
    clockIntervalMs: 500,
  });

/** The first page of one repository each. */
async function page(client: Client, next_token?: string) {
  const answer = await client.listRepos({ query: { limit: 1, next_token } });
  if (!answer.ok) return { status: answer.status };
  return { names: answer.data.map(({ repo }) => repo), next: answer.pagination?.next_token ?? '' };
}

/** The first event of a new fleet, as the receiver got it. */
async function eventOf(client: Client) {
  const before = receiver.received.length;
  const body = { task_description: 'Do it.', targets: ['acme/pay'], notify: { webhooks: [receiver.url], targets: false } };
  const fleet = await client.submitFleet({ body });
  if (!fleet.ok) throw new Error(JSON.stringify(fleet.error));
  const [event] = await waitFor(
    () => receiver.received.slice(before),
    (events) => events.length > 0,
  );
  if (!event) throw new Error('No event came.');
  await client.cancelFleet({ params: { fleet_id: fleet.data.fleet_id }, body: {} });
  const signed = `${String(event.headers['bgagent-timestamp'])}.${event.body}`;
  const signatureBy = (secret: string) => {
    const key = createHmac('sha256', secret).update(receiver.url).digest('hex');
    return `sha256=${createHmac('sha256', key).update(signed).digest('hex')}`;
  };
  return { headers: event.headers, signatureBy };
}

test('a folder of the version before keeps its keys; a renamed one is the key before, and a third start in a row forgets it', async () => {
  const old = { page: 'a'.repeat(64), webhook: 'b'.repeat(64) };
  await writeFile(inFolder('page-token-secret'), old.page);
  await writeFile(inFolder('webhook-secret'), old.webhook);
  const token = await withClient(async (client) => {
    for (const name of ['auth', 'pay']) {
      await client.putRepo({ params: { owner: 'acme', name }, body: { clone_url: `/srv/git/${name}.git` } });
    }
    const { headers, signatureBy } = await eventOf(client);
    expect(headers['bgagent-signature']).toBe(signatureBy(old.webhook));
    expect(headers['bgagent-signatures']).toBe(`${String(headers['bgagent-key-id'])}=${signatureBy(old.webhook)}`);
    return (await page(client)).next ?? '';
  });
  for (const name of ['page-token-secret', 'webhook-secret']) await rename(inFolder(name), inFolder(`${name}.previous`));
  const newer = await withClient(async (client) => {
    const { headers, signatureBy } = await eventOf(client);
    const newest = await readFile(inFolder('webhook-secret'), 'utf8');
    expect(newest).not.toBe(old.webhook);
    expect(headers['bgagent-signature']).toBe(signatureBy(newest));
    expect(headers['bgagent-signatures']).toContain(`=${signatureBy(old.webhook)}`);
    expect(await page(client, token)).toMatchObject({ names: ['acme/pay'] });
    return (await page(client)).next ?? '';
  });
  expect(newer.split('.')[0]).not.toBe(token.split('.')[0]);
  await rename(inFolder('page-token-secret'), inFolder('page-token-secret.previous'));
  await withClient(async (client) => {
    expect(await page(client, newer)).toMatchObject({ names: ['acme/pay'] });
    expect(await page(client, token)).toEqual({ status: 400 });
  });
});
