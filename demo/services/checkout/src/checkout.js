import { totalOf } from './total.js';

export function placeOrder(order, pay) {
  const total = totalOf(order);
  const payment = pay(order.card, total);
  if (!payment.accepted) {
    console.error(`order ${order.id}: payment of ${total} refused (${payment.reason})`);
    return { ...order, status: 'unpaid' };
  }
  console.log(`order ${order.id}: paid ${total}`);
  return { ...order, status: 'paid', total };
}
