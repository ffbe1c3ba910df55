import { expectManyFleets } from './many-fleets.ts';

test('1,000 whole fleets keep their promises under faults, and all of them end', () => expectManyFleets(1_000));
