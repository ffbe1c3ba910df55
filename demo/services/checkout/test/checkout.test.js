import assert from 'node:assert/strict';
import { test } from 'node:test';
import { placeOrder } from '../src/checkout.js';
import { totalOf } from '../src/total.js';

const order = { id: 'o-7', card: 'tok_1', items: [{ price: 12.5, quantity: 2 }] };

test('adds shipping below sixty euros', () => {
  assert.equal(totalOf(order), 29.9);
  assert.equal(totalOf({ items: [{ price: 30, quantity: 2 }] }), 60);
});

test('an order is paid or it is not', () => {
  assert.equal(placeOrder(order, () => ({ accepted: true })).status, 'paid');
  assert.equal(placeOrder(order, () => ({ accepted: false, reason: 'expired card' })).status, 'unpaid');
});
