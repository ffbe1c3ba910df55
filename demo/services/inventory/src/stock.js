export class Stock {
  #pieces = new Map();

  receive(sku, pieces) {
    this.#pieces.set(sku, this.left(sku) + pieces);
    console.log(`received ${pieces} of ${sku}`);
  }

  reserve(sku, pieces) {
    const left = this.left(sku);
    if (left < pieces) {
      console.warn(`short of ${sku}: ${pieces} wanted, ${left} left`);
      return false;
    }
    this.#pieces.set(sku, left - pieces);
    console.log(`reserved ${pieces} of ${sku}`);
    return true;
  }

  left(sku) {
    return this.#pieces.get(sku) ?? 0;
  }
}
