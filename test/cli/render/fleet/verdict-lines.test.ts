import type { CommandView } from '../../../../contracts/http/command.ts';
import { verdictLines } from '../../../../cli/render/fleet/verdict-lines.ts';
import { pausedFleet } from '../../samples.ts';

type Verdict = NonNullable<CommandView['verdict']>;
const verdict: Verdict = { result: 'applied', code: null, message: null, refused_targets: [] };
const lines = (change: Partial<Verdict> | null) => verdictLines('retry', pausedFleet(), change && { ...verdict, ...change });

test.each<[string, Partial<Verdict> | null, string[]]>([
  ['took effect', {}, ['Done: retry.']],
  ['took effect, though the verdict could not be read', null, ['Done: retry.']],
  ['changes nothing', { result: 'no_change' }, ['No change: the fleet is already PAUSED.']],
  [
    'fits only some targets',
    { message: '1 target was left as it is.', refused_targets: ['users'] },
    ['Done: retry.', '1 target was left as it is.', 'Not changed: users'],
  ],
])('a command that %s', (_, change, expected) => {
  expect(lines(change)).toEqual(expected);
});
