const discounts = { autumn: 0.15, staff: 0.25 };

/** In cents, rounded down. */
export function priceOf(article, code) {
  if (code === undefined) return article.cents;
  const discount = discounts[code];
  if (discount === undefined) {
    console.warn(`discount code ${code} is not known`);
    return article.cents;
  }
  const cents = Math.floor(article.cents * (1 - discount));
  console.info(`${article.sku}: ${code} makes ${article.cents} into ${cents}`);
  return cents;
}
