const limitPerItem = 20;

export function addToCart(cart, sku, quantity) {
  const wanted = (cart.items.get(sku) ?? 0) + quantity;
  if (wanted > limitPerItem) {
    console.warn(`cart ${cart.id}: ${wanted} of ${sku} is too many`);
    return false;
  }
  cart.items.set(sku, wanted);
  console.log(`cart ${cart.id}: added ${quantity} of ${sku}`);
  return true;
}
