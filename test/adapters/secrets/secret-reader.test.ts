import * as z from 'zod';
import { createSecretReader } from '../../../adapters/secrets/secret-reader.ts';
import { startSecretsService, type SecretsService } from './secrets-service.ts';

const secret = 'arn:aws:secretsmanager:us-east-1:000000000000:secret:app-AbCdEf';
const schema = z.object({ app_id: z.string(), private_key: z.string() });

let service: SecretsService;
beforeEach(async () => {
  service = await startSecretsService();
});
afterEach(() => service.stop());

test('a secret that holds JSON is read once', async () => {
  service.put(secret, JSON.stringify({ app_id: '1', private_key: 'pem' }));
  const reader = createSecretReader(service.client(), secret, schema);
  expect(await Promise.all([reader.read(), reader.read()])).toEqual(Array(2).fill({ app_id: '1', private_key: 'pem' }));
  expect(service.asked).toEqual(['AWSCURRENT']);
});

test('a value that was replaced is read before its time for a caller whose value was refused', async () => {
  service.put(secret, JSON.stringify({ app_id: '1', private_key: 'old' }));
  const reader = createSecretReader(service.client(), secret, schema);
  await reader.read();
  service.put(secret, JSON.stringify({ app_id: '1', private_key: 'new' }));
  expect(await reader.readEarly()).toMatchObject({ private_key: 'new' });
  expect(await reader.read()).toMatchObject({ private_key: 'new' });
});

test.each([
  ['no JSON', 'hunter2', `Error: The secret ${secret} is not JSON.`],
  [
    'other JSON',
    '{"app_id":"hunter2","private_key":7}',
    `Error: The secret ${secret} is not as it must be: /private_key: Invalid input: expected string, received number`,
  ],
])('a secret that holds %s is refused, and the error does not repeat it', async (_what, value, expected) => {
  service.put(secret, value);
  expect(await createSecretReader(service.client(), secret, schema).read().catch(String)).toBe(expected);
});

test('a value that is wrong does not replace one that is right', async () => {
  let now = 0;
  const told: unknown[] = [];
  service.put(secret, JSON.stringify({ app_id: '1', private_key: 'pem' }));
  const options = { now: () => now, onOutage: (error: unknown) => told.push(error) };
  const reader = createSecretReader(service.client(), secret, schema, options);
  await reader.read();
  service.put(secret, 'hunter2');
  now = 300_000;
  expect(await reader.read()).toMatchObject({ private_key: 'pem' });
  expect(told.map(String)).toEqual([`Error: The secret ${secret} is not JSON.`]);
});
