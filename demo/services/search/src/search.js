import { wordsOf } from './words.js';

export function buildIndex(articles) {
  const index = new Map();
  for (const article of articles) {
    for (const word of wordsOf(article.text)) index.set(word, [...(index.get(word) ?? []), article.sku]);
  }
  console.log(`indexed ${articles.length} articles`);
  return index;
}

export function find(index, query) {
  const hits = wordsOf(query).map((word) => index.get(word) ?? []);
  const found = hits.reduce((both, more) => both.filter((sku) => more.includes(sku)));
  if (found.length === 0) console.info(`nothing found for ${query}`);
  return found;
}
