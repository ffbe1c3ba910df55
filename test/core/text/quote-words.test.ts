/** Words as one line of a shell: what needs no quotes has none, and a shell reads back what was written. */
import { quoteWords } from '../../../core/text/quote-words.ts';

test.each([
  [['bgagent', 'fleet', '--target', 'acme/pay:1'], 'bgagent fleet --target acme/pay:1'],
  [['echo', "it's"], String.raw`echo 'it'\''s'`],
  [['echo', '$(rm -rf .)', ''], "echo '$(rm -rf .)' ''"],
])('%j', (words, line) => {
  expect(quoteWords(words)).toBe(line);
});
