import assert from 'node:assert/strict';
import { test } from 'node:test';
import { priceOf } from '../src/price.js';

const rake = { sku: 'rake', cents: 1999 };

test('a code lowers the price, in whole cents', () => {
  assert.equal(priceOf(rake, 'autumn'), 1699);
  assert.equal(priceOf(rake), 1999);
});

test('a code that nobody knows changes nothing', () => {
  assert.equal(priceOf(rake, 'everything-free'), 1999);
});
