import { madeByAttempts } from '../../lambdas/made-by-attempts.ts';
import { fleetOf } from '../core/fleet-world.ts';

const told = { status: 'SUCCEEDED', changed: null, result: null } as const;
const work = { ...told, outcome: 'changed' as const, result: { version: '2' } };
const published = { ...told, outcome: 'changed' as const };

test('what a reviewed target passes on is of its work, and its outcome of the attempt that published it', () => {
  const reviewed = fleetOf(1, 1, 0, { reviews: true });
  expect(madeByAttempts(reviewed, [work, published], published)).toEqual({ outcome: 'changed', result: { version: '2' } });
  expect(madeByAttempts(reviewed, [work], undefined)).toEqual({ outcome: null, result: { version: '2' } });
  const nothing = { ...told, outcome: 'no_changes' as const };
  expect(madeByAttempts(reviewed, [work, nothing], nothing)).toEqual({ outcome: 'no_changes', result: { version: '2' } });
  expect(madeByAttempts(fleetOf(1), [work, published], published)).toEqual({ outcome: 'changed', result: null });
});
