const dull = new Set(['a', 'and', 'for', 'of', 'the']);

export const wordsOf = (text) => (text.toLowerCase().match(/[a-z]+/g) ?? []).filter((word) => !dull.has(word));
