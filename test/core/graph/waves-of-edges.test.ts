import { wavesOfEdges } from '../../../core/graph/waves-of-edges.ts';
import { edge } from './graph-of.ts';

test('waves of a chain, a diamond, and one that depends on nothing', () => {
  expect(wavesOfEdges(4, [edge(1, 0), edge(2, 1)])).toEqual([1, 2, 3, 1]);
  expect(wavesOfEdges(4, [edge([1, 3], 0), edge(3, [1, 3])])).toEqual([1, 2, 2, 3]);
  expect(wavesOfEdges(5, [edge(1, 0), edge(3, [0, 3]), edge(4, [0, 3])])).toEqual([1, 2, 1, 3, 3]);
});
