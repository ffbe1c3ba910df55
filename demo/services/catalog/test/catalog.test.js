import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inSeason, publish } from '../src/catalog.js';

test('shows what can be planted in a month', () => {
  publish({ sku: 'tulip', name: 'Tulip', price: 0.45, months: [9, 10, 11] });
  publish({ sku: 'dahlia', name: 'Dahlia', price: 3.2, months: [4, 5] });
  assert.deepEqual(
    inSeason(10).map(({ sku }) => sku),
    ['tulip'],
  );
});

test('keeps a plant without a price back', () => {
  assert.equal(publish({ sku: 'fern', name: 'Fern', months: [4] }), false);
});
