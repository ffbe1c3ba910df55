import type { FleetStatus } from '../../../core/fleet.ts';
import { waitsForPerson } from '../../../core/ledger/waits-for-person.ts';

const nothing = { awaitsApproval: false, waiting: new Map<number, number>(), gates: new Map<number, number>() };
const asks = { ...nothing, waiting: new Map([[0, 1]]) };
const atGate = { ...nothing, gates: new Map([[0, 1]]) };

test.each<[FleetStatus, typeof nothing, boolean]>([
  ['PENDING', nothing, false],
  ['PENDING', { ...nothing, awaitsApproval: true }, true],
  ['RUNNING', nothing, false],
  ['RUNNING', asks, true],
  ['RUNNING', atGate, true],
  ['PAUSING', nothing, true],
  ['PAUSED', nothing, true],
  ['ABORTING', asks, false],
  ['CANCELLING', atGate, false],
  ['ABORTED', asks, false],
  ['SUCCEEDED', nothing, false],
])('%s, %j: %s', (status, rest, waits) => {
  expect(waitsForPerson({ status, ...rest })).toBe(waits);
});
