/**
 * Keys are replaced while functions run: one that has read before knows the old key alone, and one that starts afterwards knows the new one, too.
 * What either signs is taken by the other.
 */
import { createHmac } from 'node:crypto';
import { createSecretKeys } from '../../adapters/secrets/secret-keys.ts';
import type { SigningKeys } from '../../adapters/signing-keys.ts';
import { createPostEvent } from '../../adapters/webhook/post-event.ts';
import { createPageTokens } from '../../lambdas/api/lists/page-token.ts';
import { createWorkerTokens } from '../../lambdas/worker-tokens.ts';
import { startSecretsService, type SecretsService } from '../adapters/secrets/secrets-service.ts';
import { startReceiver, type Receiver } from '../adapters/webhook/receiver.ts';

const secret = 'arn:aws:secretsmanager:us-east-1:000000000000:secret:bgagent-test-webhook-keys-AbCdEf';
const values = ['1', '2', '3'].map((digit) => digit.repeat(64));
const fiveMinutes = 300_000;

let service: SecretsService;
let receiver: Receiver;
let now: number;
beforeEach(async () => {
  service = await startSecretsService();
  receiver = await startReceiver();
  now = 0;
});
afterEach(async () => {
  await receiver.close();
  await service.stop();
});

/** The keys as a function has them that starts now. */
async function startFunction(): Promise<SigningKeys> {
  const keys = createSecretKeys(service.client(), secret, { now: () => now });
  await keys.current();
  return keys;
}

const secretsOf = async (keys: SigningKeys) => (await keys.all()).map((key) => key.secret);

const scope = ['ann', 'listRepos'];
const subject = { taskId: '01J00000000000000000000000', claim: 1 };

/** Has one function sign and the other one read what it signed. */
async function taken(by: SigningKeys, signer: SigningKeys) {
  const token = await createPageTokens(signer, scope).sign('position');
  const launch = await createWorkerTokens(signer).mint('launch', subject);
  return [await createPageTokens(by, scope).read(token), (await createWorkerTokens(by).read(launch))?.taskId];
}
const all = ['position', subject.taskId];

/** Whether a receiver that has the key of this secret finds its signature among those of an event, as docs/operations.md says. */
async function isVerified(value: string, signer: SigningKeys): Promise<boolean> {
  const event = {
    source: 'bgagent.fleets',
    'detail-type': 'Fleet Finished',
    time: '',
    detail: { event_id: 'e', fleet_id: 'f' },
  } as const;
  await createPostEvent({ keys: signer, allowPrivate: true, timeLimitMs: 5_000 })(receiver.url, event, 1_000);
  const got = receiver.received.at(-1);
  const body = got?.body ?? '';
  const key = createHmac('sha256', value).update(receiver.url).digest('hex');
  const signature = createHmac('sha256', key)
    .update(`${String(got?.headers['bgagent-timestamp'])}.${body}`)
    .digest('hex');
  return String(got?.headers['bgagent-signatures']).includes(`=sha256=${signature}`);
}

test('through two rotations, a function that knows the old key and one that knows the new one take what the other signs', async () => {
  const [first = '', second = '', third = ''] = values;
  service.put(secret, first);
  const old = await startFunction();
  service.put(secret, second);
  const fresh = await startFunction();
  expect([await secretsOf(old), await secretsOf(fresh)]).toEqual([[first], [second, first]]);
  expect(await taken(fresh, old)).toEqual(all);
  expect(await isVerified(first, old)).toBe(true);
  expect(await isVerified(first, fresh)).toBe(true);
  expect(await isVerified(second, fresh)).toBe(true);
  // Reading a token of the new key, the function learns it, and signs with it from then on.
  expect(await taken(old, fresh)).toEqual(all);
  expect(await secretsOf(old)).toEqual([second, first]);

  now += fiveMinutes - 1;
  service.put(secret, third);
  const fresher = await startFunction();
  expect([await secretsOf(fresh), await secretsOf(fresher)]).toEqual([
    [second, first],
    [third, second],
  ]);
  expect(await taken(fresher, fresh)).toEqual(all);
  expect(await isVerified(second, fresh)).toBe(true);
  expect(await isVerified(second, fresher)).toBe(true);
  expect(await isVerified(third, fresher)).toBe(true);
  expect(await taken(fresh, fresher)).toEqual(all);
  expect(await secretsOf(fresh)).toEqual([third, second]);
});

test('a function that reads no tokens signs with the new key after five minutes', async () => {
  const [first = '', second = ''] = values;
  service.put(secret, first);
  const keys = await startFunction();
  service.put(secret, second);
  expect([await isVerified(first, keys), await isVerified(second, keys)]).toEqual([true, false]);
  now += fiveMinutes;
  expect([await isVerified(first, keys), await isVerified(second, keys)]).toEqual([true, true]);
});

test('what a key signed that was replaced twice is not taken any more', async () => {
  const [first = '', second = '', third = ''] = values;
  service.put(secret, first);
  const old = await startFunction();
  service.put(secret, second);
  service.put(secret, third);
  const fresh = await startFunction();
  expect(await taken(fresh, old)).toEqual([undefined, undefined]);
  expect(await isVerified(first, fresh)).toBe(false);
});
