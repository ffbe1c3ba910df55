/** Who approves a change sees all characters of it. */
import { visibleText } from '../../web/diff/visible-text.ts';

test.each([
  ['a\tb é 漢 🙂', 'a\tb é 漢 🙂'],
  ['if (x\u202E) {\u2066', 'if (x⟨U+202E⟩) {⟨U+2066⟩'],
  ['zero\u200Bwidth\uFEFF', 'zero⟨U+200B⟩width⟨U+FEFF⟩'],
  ['dos\r', 'dos␍'],
  ['\u001B[31mred\u007F\u0000', '␛[31mred␡␀'],
  ['a\u2028b', 'a⟨U+2028⟩b'],
])('%j is shown as %j', (text, shown) => {
  expect(visibleText(text)).toBe(shown);
});
