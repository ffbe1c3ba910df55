import { isOutage } from '../../../adapters/dynamo/outage.ts';
import { createSecretKeys } from '../../../adapters/secrets/secret-keys.ts';
import { startSecretsService, type SecretsService } from './secrets-service.ts';

const secret = 'arn:aws:secretsmanager:us-east-1:000000000000:secret:keys-AbCdEf';
const one = '1'.repeat(64);
const two = '2'.repeat(64);
const three = '3'.repeat(64);
const minute = 60_000;

let service: SecretsService;
let now: number;
let outages: unknown[];
beforeEach(async () => {
  service = await startSecretsService();
  now = 1_000_000;
  outages = [];
});
afterEach(() => service.stop());

const keysOf = () => createSecretKeys(service.client(), secret, { now: () => now, onOutage: (error) => outages.push(error) });
const idOf = (version: string) => version.slice(0, 8);

describe('keys in a secret', () => {
  test('the current version signs, the version before it verifies, and older ones are gone', async () => {
    const ids = [one, two, three].map((value) => idOf(service.put(secret, value)));
    const keys = keysOf();
    expect(await keys.current()).toEqual({ id: ids[2], secret: three });
    expect(await keys.all()).toEqual([
      { id: ids[2], secret: three },
      { id: ids[1], secret: two },
    ]);
    expect(await keys.find(ids[1] ?? '')).toEqual({ id: ids[1], secret: two });
    expect(await keys.find(ids[0] ?? '')).toBeUndefined();
  });

  test('a secret that was never rotated has one key', async () => {
    service.put(secret, one);
    expect(await keysOf().all()).toHaveLength(1);
  });

  test('they are read once for callers that come at the same time, and again after five minutes', async () => {
    service.put(secret, one);
    const keys = keysOf();
    await Promise.all([keys.current(), keys.all(), keys.current()]);
    now += 5 * minute - 1;
    await keys.current();
    expect(service.asked.sort()).toEqual(['AWSCURRENT', 'AWSPREVIOUS']);
    const id = idOf(service.put(secret, two));
    now += 1;
    expect(await keys.current()).toEqual({ id, secret: two });
  });

  test('an id that is not known has them read at once, and one that is not found not again for ten seconds', async () => {
    service.put(secret, one);
    const keys = keysOf();
    await keys.current();
    const id = idOf(service.put(secret, two));
    expect(await keys.find(id)).toEqual({ id, secret: two });
    expect(await keys.find('never there')).toBeUndefined();
    const read = service.asked.length;
    expect(await Promise.all(['forged', 'again'].map((forged) => keys.find(forged)))).toEqual([undefined, undefined]);
    expect(service.asked).toHaveLength(read);
    now += 10_000;
    expect(await keys.find('forged')).toBeUndefined();
    expect(service.asked).toHaveLength(read + 2);
  });

  test('an id that was found so lets the next one be found at once', async () => {
    service.put(secret, one);
    const keys = keysOf();
    await keys.current();
    for (const value of [two, three]) {
      const id = idOf(service.put(secret, value));
      expect(await keys.find(id)).toEqual({ id, secret: value });
    }
  });

  test('the end of a line behind a value, which standard input has, is no part of the key', async () => {
    service.put(secret, `${one}\n`);
    expect(await keysOf().current()).toMatchObject({ secret: one });
  });

  test('a value that can be guessed is no key, and the error does not repeat it', async () => {
    service.put(secret, 'hunter2');
    const error = await keysOf().current().catch(String);
    expect(error).toMatch(/keys-AbCdEf is no key: it has fewer than 32 characters/);
    expect(error).not.toContain('hunter2');
  });
});

describe('an outage of the service', () => {
  test('without known keys is an outage for the caller, after three tries', async () => {
    service.put(secret, one);
    service.ails = 'InternalServiceError';
    const error: unknown = await keysOf()
      .current()
      .catch((thrown: unknown) => thrown);
    expect(isOutage(error)).toBe(true);
    expect(service.asked.filter((stage) => stage === 'AWSCURRENT')).toHaveLength(3);
    expect(outages).toEqual([]);
  });

  test('that is short is not noticed', async () => {
    const id = idOf(service.put(secret, one));
    service.faults.push('InternalServiceError', undefined, 'ThrottlingException');
    expect(await keysOf().current()).toMatchObject({ id });
  });

  test('goes on with the known keys, tries again each ten seconds, and is told once', async () => {
    const id = idOf(service.put(secret, one));
    const keys = keysOf();
    await keys.current();
    service.ails = 'hangs up';
    now += 5 * minute;
    const read = service.asked.length;
    for (let second = 0; second < 20; second += 1) {
      expect(await keys.current()).toMatchObject({ id });
      now += 1_000;
    }
    expect(service.asked.slice(read).filter((stage) => stage === 'AWSCURRENT')).toHaveLength(2);
    expect(outages).toHaveLength(1);
    service.ails = undefined;
    const newer = idOf(service.put(secret, two));
    expect(await keys.current()).toMatchObject({ id: newer });
    service.ails = 'hangs up';
    now += 5 * minute;
    await keys.current();
    expect(outages).toHaveLength(2);
  });

  test('leaves it open whether an id that is not known stands for a key', async () => {
    const id = idOf(service.put(secret, one));
    const keys = keysOf();
    await keys.current();
    service.ails = 'hangs up';
    expect(await keys.find(id)).toMatchObject({ id });
    await expect(keys.find('not known')).rejects.toThrow();
    await expect(keys.find('not known')).rejects.toThrow();
    service.ails = undefined;
    now += 10_000;
    expect(await keys.find('not known')).toBeUndefined();
  });

  test('is not what a refusal is: it is not tried again', async () => {
    service.put(secret, one);
    service.ails = 'AccessDeniedException';
    const error: unknown = await keysOf()
      .current()
      .catch((thrown: unknown) => thrown);
    expect(isOutage(error)).toBe(false);
    expect(service.asked.filter((stage) => stage === 'AWSCURRENT')).toHaveLength(1);
  });
});
