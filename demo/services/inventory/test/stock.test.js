import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Stock } from '../src/stock.js';

test('never reserves what is not there', () => {
  const stock = new Stock();
  stock.receive('compost-40l', 3);
  assert.equal(stock.reserve('compost-40l', 2), true);
  assert.equal(stock.reserve('compost-40l', 2), false);
  assert.equal(stock.left('compost-40l'), 1);
});
