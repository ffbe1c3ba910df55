import assert from 'node:assert/strict';
import { test } from 'node:test';
import { collect, levelOf } from '../src/points.js';

test('spring counts twice', () => {
  const member = { id: 'm-1', points: 0 };
  assert.equal(collect(member, 24.99, 4), 48);
  assert.equal(collect(member, 24.99, 8), 24);
});

test('five hundred points make a tree', () => {
  assert.equal(levelOf({ points: 499 }), 'seed');
  assert.equal(levelOf({ points: 500 }), 'tree');
});
