/** A worker that goes on with the runtime that is there now. */
import { isOutage } from '../../adapters/dynamo/outage.ts';
import { durationsSchema } from '../../contracts/durations.ts';
import type { Connection } from '../../worker/connection.ts';
import { currentPorts } from '../../worker/current-ports.ts';
import { removeFolders } from './git-repository.ts';
import { startTaskBench, type TaskBench } from './task-bench.ts';

let bench: TaskBench;
beforeAll(async () => {
  bench = await startTaskBench();
});
afterAll(async () => {
  await bench.stop();
  removeFolders();
});

/** A connection whose queue notes what it is asked. */
const connectionTo = (asked: string[]): Connection => ({
  durations: durationsSchema.parse({}),
  forges: [],
  allowDirectMerge: false,
  localPorts: new Set(),
  ports: {
    ...bench.ports,
    queue: {
      receive: (max, waitS) => Promise.resolve(void asked.push(`receive ${max} ${waitS}`)).then(() => []),
      hide: (receipt, seconds) => Promise.resolve(void asked.push(`hide ${receipt} ${seconds}`)),
      remove: (receipt) => Promise.resolve(void asked.push(`remove ${receipt}`)),
    },
  },
});

test('each call goes to the connection of that moment, also by a function that was taken out before', async () => {
  const [before, after]: [string[], string[]] = [[], []];
  let now = connectionTo(before);
  const { queue } = currentPorts(() => now);
  const hide = queue.hide.bind(undefined);
  await hide('r', 1);
  now = connectionTo(after);
  await hide('r', 2);
  await queue.remove('r');
  expect(await queue.receive(3, 4)).toEqual([]);
  expect([before, after]).toEqual([['hide r 1'], ['hide r 2', 'remove r', 'receive 3 4']]);
});

test('every function of every port is there', () => {
  const { ports } = connectionTo([]);
  const current = currentPorts(() => ({ ...connectionTo([]), ports }));
  const namesOf = (all: object) =>
    Object.entries(all).map(([port, functions]: [string, object]) => [port, Object.keys(functions)]);
  expect(new Map(namesOf(current) as [string, string[]][])).toEqual(new Map(namesOf(ports) as [string, string[]][]));
});

test('without a runtime a call is an outage that says what is missing, and the next one may succeed', async () => {
  const asked: string[] = [];
  let missing: Error | undefined;
  const { queue } = currentPorts(() => {
    if (missing) throw missing;
    return connectionTo(asked);
  });
  missing = new Error('no runtime.json');
  const error: unknown = await queue.remove('r').catch((reason: unknown) => reason);
  expect(error).toEqual(expect.objectContaining({ message: 'no runtime.json' }));
  expect(isOutage(error)).toBe(true);
  missing = undefined;
  await queue.remove('r');
  expect(asked).toEqual(['remove r']);
});

test('a worker that starts without a runtime is told so at once', () => {
  const none = () => {
    throw new Error('no runtime.json');
  };
  expect(() => currentPorts(none)).toThrow('no runtime.json');
});
