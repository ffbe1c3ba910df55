import assert from 'node:assert/strict';
import { test } from 'node:test';
import { planRoute } from '../src/plan-route.js';

test('goes to the nearest stop first', () => {
  const van = { plate: 'FH 12', depot: { x: 0, y: 0 } };
  const stops = [
    { name: 'Mill Lane', x: 5, y: 5 },
    { name: 'Oak Street', x: 1, y: 0 },
    { name: 'Quay', x: 2, y: 2 },
  ];
  assert.deepEqual(planRoute(van, stops), ['Oak Street', 'Quay', 'Mill Lane']);
});
