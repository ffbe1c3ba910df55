import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decideReturn } from '../src/returns.js';

const deliveredOn = new Date('2025-04-01');

test('tools come back for thirty days', () => {
  assert.equal(decideReturn({ id: 'p-1', deliveredOn }, new Date('2025-05-01')), 'refund');
  assert.equal(decideReturn({ id: 'p-2', deliveredOn }, new Date('2025-05-02')), 'voucher');
});

test('plants come back at once or not at all', () => {
  assert.equal(decideReturn({ id: 'p-3', deliveredOn, alive: true }, new Date('2025-04-02')), 'refund');
  assert.equal(decideReturn({ id: 'p-4', deliveredOn, alive: true }, new Date('2025-04-09')), 'refused');
});
