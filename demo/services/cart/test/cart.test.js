import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addToCart } from '../src/cart.js';

test('adds up what is put in twice', () => {
  const cart = { id: 'c-1', items: new Map() };
  addToCart(cart, 'watering-can', 1);
  addToCart(cart, 'watering-can', 2);
  assert.equal(cart.items.get('watering-can'), 3);
});

test('refuses more than twenty of one item', () => {
  const cart = { id: 'c-2', items: new Map([['spade', 19]]) };
  assert.equal(addToCart(cart, 'spade', 2), false);
  assert.equal(cart.items.get('spade'), 19);
});
