const freeShippingFrom = 60;
const shipping = 4.9;

/** In euros, shipping included. */
export function totalOf({ items }) {
  const goods = items.reduce((sum, { price, quantity }) => sum + price * quantity, 0);
  return Number((goods >= freeShippingFrom ? goods : goods + shipping).toFixed(2));
}
