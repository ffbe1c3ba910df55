import { sep } from 'node:path';
import Sequencer from '@jest/test-sequencer';

/** Part of the path of the files that take longest, longest first. A fresh clone has no times to go by, and their size tells nothing. */
const slowest = [
  'agents/fleet',
  'faults',
  'demo',
  'twelve-groups',
  'do-task',
  'simulation/fleets',
  'scenarios/steering',
  'github',
  'cli.test',
  'simulation',
  'scenarios',
  'worker',
];

/** Begins with what takes longest, so that at the end no file runs alone. */
export default class SlowestFirst extends Sequencer {
  sort(tests) {
    const rank = ({ path }) => {
      const at = slowest.findIndex((part) => path.slice(path.lastIndexOf(`${sep}test${sep}`)).includes(part));
      return at === -1 ? slowest.length : at;
    };
    return super.sort([...tests]).toSorted((a, b) => rank(a) - rank(b));
  }
}
