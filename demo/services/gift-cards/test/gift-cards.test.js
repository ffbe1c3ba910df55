import assert from 'node:assert/strict';
import { test } from 'node:test';
import { issue, redeem } from '../src/gift-cards.js';

test('a card pays until it is empty', () => {
  issue('ROSE-1', 2500);
  assert.equal(redeem('ROSE-1', 2000), 0);
  assert.equal(redeem('ROSE-1', 2000), 1500);
  assert.equal(redeem('ROSE-1', 100), 100);
});

test('an unknown card pays nothing', () => {
  assert.equal(redeem('WEED-9', 100), 100);
});
