/** Writes words as one command line for sh, which splits it into exactly these words. Example: ['echo', "it's"] → echo 'it'\''s'. */
const plain = /^[A-Za-z0-9_@%+:,./-]+$/;

export const quoteWords = (words: readonly string[]): string =>
  words.map((word) => (plain.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`)).join(' ');
