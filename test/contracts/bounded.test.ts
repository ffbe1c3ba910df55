import { lookSchema } from '../../contracts/messages.ts';
import { problemsOf } from '../../contracts/http/problems.ts';
import { workerConfig } from '../../contracts/worker-config.ts';

const fleet_id = '01K00000000000000000000000';

test('a message with more than may be looked at is refused by its length alone', () => {
  const read = lookSchema.safeParse({ kind: 'look', fleet_id, ordinals: new Array(1_000_000).fill('x') });
  expect(read.error?.issues).toMatchObject([{ code: 'too_big', path: ['ordinals'] }]);
});

test('a list is read until it has more problems than are told', () => {
  const given = { kind: 'look', fleet_id, ordinals: new Array(1_000).fill('x') };
  const read = lookSchema.safeParse(given);
  expect(read.error?.issues).toHaveLength(101);
  expect(read.error && problemsOf(lookSchema, given, read.error)[100]?.path).toBe('/ordinals/100');
});

test('what is no list is told as before', () => {
  const given = { kind: 'look', fleet_id, ordinals: { length: 3 }, task_ids: ['a', ''] };
  const read = lookSchema.safeParse(given);
  expect(read.error && problemsOf(lookSchema, given, read.error).map(({ message }) => message)).toEqual([
    'ordinals must be a list, not an object.',
    'task_ids/1 must have at least 1 character.',
  ]);
});

test('a map has no key __proto__, and may have any other', () => {
  const agents = JSON.parse('{"constructor":{"command":["a"]},"__proto__":{"command":["b"]}}') as unknown;
  expect(workerConfig.safeParse({ agents }).error?.issues).toMatchObject([{ path: ['agents', '__proto__'] }]);
  const { constructor } = workerConfig.parse({ agents: { constructor: { command: ['a'] } } }).agents;
  expect(constructor).toMatchObject({ command: ['a'] });
});
