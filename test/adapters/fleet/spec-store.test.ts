import { ResourceNotFoundException } from '@aws-sdk/client-dynamodb';
import { ulid } from 'ulid';
import { createSpecStore } from '../../../adapters/fleet/spec-store.ts';
import { startLocalDynamo, type LocalDynamo } from '../local-dynamo.ts';
import { specOf } from './fleet-stores-contract.ts';

let dynamo: LocalDynamo;
const read: string[] = [];
const counted = { name: 'counted', step: 'initialize' } as const;

beforeAll(async () => {
  dynamo = await startLocalDynamo();
  dynamo.documents.middlewareStack.add((next, { commandName }) => {
    return (args) => {
      if (commandName === 'GetItemCommand') read.push(commandName);
      return next(args);
    };
  }, counted);
});
afterAll(() => dynamo.stop());

/** Reads of the table while this is done. */
async function reads(act: () => Promise<unknown>): Promise<number> {
  read.length = 0;
  await act();
  return read.length;
}

const storeOf = () => createSpecStore({ client: dynamo.documents, name: 'FleetTable', keepS: 60, onTrimmed: () => undefined });
const specs = Array.from({ length: 9 }, () => specOf(ulid(), [{ path: 'default', from: 0, to: 1 }]));
const ids = specs.map(({ fleet_id }) => fleet_id);

test('the specs that were read last are kept, and those who ask at the same time share one read', async () => {
  for (const spec of specs) await storeOf().putSpec(spec);
  const store = storeOf();
  const [first = '', ...others] = ids;
  expect(await reads(() => Promise.all(Array.from({ length: 20 }, () => store.getSpec(first))))).toBe(1);
  expect(await reads(() => store.getSpec(first))).toBe(0);
  expect(await reads(() => Promise.all(others.map((id) => store.getSpec(id))))).toBe(8);
  expect(await store.getSpec(others[0] ?? '')).toEqual(specs[1]);
  expect(await reads(() => store.getSpec(first))).toBe(1);
});

test('a spec that is not there is asked for again, and one that is written anew is read anew', async () => {
  const store = storeOf();
  const spec = specOf(ulid(), [{ path: 'default', from: 0, to: 1 }]);
  expect(await store.getSpec(spec.fleet_id)).toBeUndefined();
  await store.putSpec(spec);
  expect(await store.getSpec(spec.fleet_id)).toEqual(spec);
  const other = { ...spec, timeout_s: 120 };
  await store.putSpec(other);
  expect(await store.getSpec(spec.fleet_id)).toEqual(other);
});

test('a read that fails is an error each time', async () => {
  const store = createSpecStore({ client: dynamo.documents, name: 'NoTable', keepS: 60, onTrimmed: () => undefined });
  for (const id of [ids[0] ?? '', ids[0] ?? '']) await expect(store.getSpec(id)).rejects.toThrow(ResourceNotFoundException);
});
