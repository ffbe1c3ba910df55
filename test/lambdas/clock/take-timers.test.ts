import { takeTimers, type TimerPorts } from '../../../lambdas/clock/take-timers.ts';
import { newFleetId } from '../../adapters/fleet/fleet-ids.ts';

/** Ports whose mailbox fails for some fleets, and what they were told. */
function portsFailingFor(...unreachable: string[]) {
  const told = { mailed: [] as string[], deadLetters: [] as string[], failures: [] as unknown[] };
  const ports: TimerPorts = {
    mailbox: {
      mail: ({ fleet_id }) => {
        if (unreachable.includes(fleet_id)) return Promise.reject(new Error(`no mail for ${fleet_id}`));
        told.mailed.push(fleet_id);
        return Promise.resolve();
      },
      mailAll: () => Promise.reject(new Error('not expected')),
      deadLetter: (body) => Promise.resolve(void told.deadLetters.push(body)),
    },
    onTimerFailed: (error) => void told.failures.push(error),
  };
  return { ports, told };
}

const timer = (messageId: string, fleet_id: string) => ({ messageId, body: JSON.stringify({ kind: 'timer', fleet_id }) });

test('each timer mails its fleet; one that cannot be read is put aside and does not come again', async () => {
  const [first, second] = [newFleetId(), newFleetId()];
  const { ports, told } = portsFailingFor();
  const answer = await takeTimers(ports, [timer('a', first), { messageId: 'b', body: 'no timer' }, timer('c', second)]);
  expect(answer).toEqual({ batchItemFailures: [] });
  expect(told).toEqual({ mailed: [first, second], deadLetters: ['no timer'], failures: [] });
});

test('a timer that could not be mailed comes again, and holds up no other of its batch', async () => {
  const [lost, found] = [newFleetId(), newFleetId()];
  const { ports, told } = portsFailingFor(lost);
  const answer = await takeTimers(ports, [timer('a', lost), timer('b', found)]);
  expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: 'a' }] });
  expect(told).toMatchObject({ mailed: [found], failures: [new Error(`no mail for ${lost}`)] });
});
