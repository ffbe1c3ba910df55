import type { FleetSpec } from '../../../contracts/fleet-records.ts';
import { groupsOfSpecs } from '../../../adapters/fleet/spec-groups.ts';

test('the specs of the fleets that were read last are kept; another is read again; one that is not there is an error', async () => {
  const reads: string[] = [];
  const groupsOf = groupsOfSpecs({
    getSpec: (fleetId) => {
      reads.push(fleetId);
      // Only the groups of a spec are read.
      const spec = { groups: [{ path: fleetId, from: 0, to: 1 }] } as unknown as FleetSpec;
      return Promise.resolve(fleetId === 'none' ? undefined : spec);
    },
  });
  const ids = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];
  for (const id of [...ids, ...ids, 'a', 'i']) expect(await groupsOf(id)).toEqual([{ path: id, from: 0, to: 1 }]);
  expect(reads).toEqual([...ids, 'i']);
  await groupsOf('a');
  await groupsOf('b');
  expect(reads).toEqual([...ids, 'i', 'b']);
  await expect(groupsOf('none')).rejects.toThrow('Fleet none has no spec');
});
