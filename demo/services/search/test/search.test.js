import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildIndex, find } from '../src/search.js';

const index = buildIndex([
  { sku: 'shears', text: 'Shears for the hedge' },
  { sku: 'gloves', text: 'Gloves for hedge and roses' },
]);

test('finds what has all the words', () => {
  assert.deepEqual(find(index, 'hedge'), ['shears', 'gloves']);
  assert.deepEqual(find(index, 'gloves for the hedge'), ['gloves']);
});

test('finds nothing for a word that is nowhere', () => {
  assert.deepEqual(find(index, 'tractor'), []);
});
