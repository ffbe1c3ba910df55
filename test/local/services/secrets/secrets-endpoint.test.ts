/** The keys of a runtime's folder, as the functions read them. */
import { readFile, rename, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { GetSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { createSecretsClient } from '../../../../adapters/aws-clients.ts';
import { createSecretKeys } from '../../../../adapters/secrets/secret-keys.ts';
import type { Listening } from '../../../../local/server/listen.ts';
import { makeCredentials } from '../../../../local/services/front/local-client.ts';
import { localSecret } from '../../../../local/services/secrets/local-secret.ts';
import { startSecretsEndpoint } from '../../../../local/services/secrets/secrets-endpoint.ts';
import { temporaryFolder } from '../../fixture-app.ts';

const arn = 'arn:aws:secretsmanager:us-east-1:000000000000:secret:keys';
const credentials = makeCredentials();

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let file: string;
let served: Listening;
let client: SecretsManagerClient;
/** Serves the folder, as a start of the runtime does. */
async function serve(): Promise<void> {
  served = await startSecretsEndpoint([localSecret({ arn, name: 'keys', file })], credentials);
  client = createSecretsClient({ endpoint: served.url, region: 'us-east-1', credentials });
}
async function end(): Promise<void> {
  client.destroy();
  await served.close();
}
beforeEach(async () => {
  folder = await temporaryFolder();
  file = join(folder.path, 'webhook-secret');
  await serve();
});
afterEach(async () => {
  await end();
  await folder.remove();
});

const keysOf = () => createSecretKeys(client, arn);

test('the value of a folder of the version before is the key, and has the same id after each start', async () => {
  await writeFile(file, 'a'.repeat(64));
  const [key] = await keysOf().all();
  expect(key).toEqual({ id: expect.stringMatching(/^[0-9a-f]{8}$/) as string, secret: 'a'.repeat(64) });
  await end();
  await serve();
  expect(await keysOf().all()).toEqual([key]);
});

test('a value that is missing is made once, for its owner alone', async () => {
  const [one, two] = await Promise.all([keysOf().current(), keysOf().current()]);
  expect(two).toEqual(one);
  expect(one.secret).toMatch(/^[0-9a-f]{64}$/);
  expect(await readFile(file, 'utf8')).toBe(one.secret);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
});

test('a key is rotated by renaming its file, while the runtime runs', async () => {
  const before = await keysOf().current();
  await rename(file, `${file}.previous`);
  const [newest, ...others] = await keysOf().all();
  expect(newest?.id).not.toBe(before.id);
  expect(others).toEqual([before]);
});

test.each([
  [{ SecretId: 'keys' }, undefined],
  [{ SecretId: 'others' }, 'ResourceNotFoundException'],
  [{ SecretId: arn, VersionStage: 'AWSPREVIOUS' }, 'ResourceNotFoundException'],
  [{ SecretId: arn, VersionStage: 'MINE' }, 'ValidationException'],
  [{ SecretId: arn, VersionId: 'a'.repeat(32) }, 'ValidationException'],
])('a request for %j is answered or refused by name: %s', async (input, expected) => {
  const name = await client.send(new GetSecretValueCommand(input)).then(
    () => undefined,
    (error: unknown) => (error instanceof Error ? error.name : error),
  );
  expect(name).toBe(expected);
});
