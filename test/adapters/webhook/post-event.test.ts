import { createHmac } from 'node:crypto';
import { createPostEvent } from '../../../adapters/webhook/post-event.ts';
import { webhookKey } from '../../../adapters/webhook/sign-webhook.ts';
import { fixedKeys } from '../../twins/fixed-keys.ts';
import { startReceiver, type Received, type Receiver } from './receiver.ts';

const secret = 's'.repeat(32);
const event = {
  source: 'bgagent.fleets' as const,
  'detail-type': 'Fleet Finished',
  time: '2026-11-02T10:00:00.000Z',
  detail: { event_id: 'f-1-finished', fleet_id: '01J00000000000000000000000', title: 'Ümläute' },
};
const now = Date.parse('2026-11-02T10:00:01.700Z');
const poster = (allowPrivate: boolean, timeLimitMs = 5_000, keys = fixedKeys(secret)) =>
  createPostEvent({ keys, allowPrivate, timeLimitMs });

let receiver: Receiver | undefined;
afterEach(async () => {
  await receiver?.close();
  receiver = undefined;
});

test('an event is posted as it is, signed with the key of its URL over timestamp and body', async () => {
  receiver = await startReceiver();
  const url = `${receiver.url}/hook?team=pay`;
  expect(await poster(true)(url, event, now)).toEqual({ kind: 'taken' });
  const [got] = receiver.received;
  expect(got).toMatchObject({
    path: '/hook?team=pay',
    headers: { 'content-type': 'application/json', 'bgagent-event-id': 'f-1-finished', 'bgagent-timestamp': '1793613601' },
  });
  expect(JSON.parse(got?.body ?? '')).toEqual(event);
  // As a receiver checks it: the key from the secret and the URL, the signature from the key, the header and the raw body.
  const key = createHmac('sha256', secret).update(url).digest('hex');
  const expected = createHmac('sha256', key)
    .update(`1793613601.${got?.body ?? ''}`)
    .digest('hex');
  expect(got?.headers['bgagent-signature']).toBe(`sha256=${expected}`);
});

test('after a rotation it is signed by the new key and by the one before, each with its id, and the header of old is by the new one', async () => {
  receiver = await startReceiver();
  await poster(true, 5_000, fixedKeys('n'.repeat(32), secret))(receiver.url, event, now);
  const [{ headers, body }] = receiver.received as [Received];
  const by = (from: string) =>
    `sha256=${createHmac('sha256', webhookKey(from, receiver?.url ?? ''))
      .update(`1793613601.${body}`)
      .digest('hex')}`;
  expect(headers).toMatchObject({
    'bgagent-key-id': 'key-0',
    'bgagent-signature': by('n'.repeat(32)),
    'bgagent-signatures': `key-0=${by('n'.repeat(32))}, key-1=${by(secret)}`,
  });
});

test('where the keys cannot be read, nothing is sent', async () => {
  receiver = await startReceiver();
  const keys = { ...fixedKeys(secret), all: () => Promise.reject(new Error('the secret cannot be read')) };
  await expect(poster(true, 5_000, keys)(receiver.url, event, now)).rejects.toThrow('the secret cannot be read');
  expect(receiver.received).toEqual([]);
});

test('two receivers have two keys', () => {
  expect(webhookKey(secret, 'https://a.example/')).not.toBe(webhookKey(secret, 'https://b.example/'));
});

test('a name is resolved, and its request still says the name', async () => {
  receiver = await startReceiver();
  expect(await poster(true)(`http://localhost:${receiver.port}/`, event, now)).toEqual({ kind: 'taken' });
  expect(receiver.received[0]?.headers.host).toBe(`localhost:${receiver.port}`);
});

test.each(['https://127.0.0.1', 'https://localhost', 'https://[::1]', 'https://0x7f.1', 'https://169.254.169.254'])(
  '%s is refused before anything is sent',
  async (start) => {
    receiver = await startReceiver();
    expect(await poster(false)(`${start}:${receiver.port}/`, event, now)).toEqual({ kind: 'refused', why: 'PRIVATE_ADDRESS' });
    expect(receiver.received).toEqual([]);
  },
);

test('a URL without encryption is refused', async () => {
  receiver = await startReceiver();
  expect(await poster(false)(receiver.url, event, now)).toEqual({ kind: 'refused', why: 'NOT_HTTPS' });
  expect(receiver.received).toEqual([]);
});

test('a redirect is not followed', async () => {
  receiver = await startReceiver((_, path) =>
    path === '/' ? { status: 307, headers: { location: '/other' } } : { status: 200 },
  );
  expect(await poster(true)(receiver.url, event, now)).toEqual({ kind: 'failed', why: 'HTTP 307' });
  expect(receiver.received.map(({ path }) => path)).toEqual(['/']);
});

test('a receiver that answers an error, does not answer, or does not exist has not taken the event', async () => {
  receiver = await startReceiver((number) => (number === 1 ? { status: 500 } : 'nothing'));
  expect(await poster(true)(receiver.url, event, now)).toEqual({ kind: 'failed', why: 'HTTP 500' });
  expect(await poster(true, 200)(receiver.url, event, now)).toMatchObject({ kind: 'failed' });
  const { url } = receiver;
  await receiver.close();
  receiver = undefined;
  expect(await poster(true)(url, event, now)).toEqual({ kind: 'failed', why: 'ECONNREFUSED' });
});
