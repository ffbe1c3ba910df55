/** Colours of a terminal in an output. */
import fc from 'fast-check';
import { plainText } from '../../../core/text/plain-text.ts';
import { readAnsi } from '../../../web/targets/ansi.ts';

const esc = '\u001B';

test.each<[string, [string, ...string[]][]]>([
  ['plain', [['plain']]],
  ['', []],
  [`${esc}[31mred${esc}[0m done`, [['red', 'fg-1'], [' done']]],
  [`${esc}[1;92mok${esc}[22m and ${esc}[39mnot`, [['ok', 'fg-10', 'bold'], [' and ', 'fg-10'], ['not']]],
  [`${esc}[mx${esc}[4mu${esc}[24m`, [['x'], ['u', 'underline']]],
  [`${esc}[4:3mwavy${esc}[4:0mflat`, [['wavy', 'underline'], ['flat']]],
  [`${esc}[38;5;3myellow${esc}[38;5;200mviolet`, [['yellow', 'fg-3'], ['violet']]],
  [`${esc}[38;2;1;2;3;1mrgb`, [['rgb', 'bold']]],
  [`${esc}[38:5:2mgreen`, [['green', 'fg-2']]],
  [`${esc}[41mno background`, [['no background']]],
  [`${esc}[48;5;1mnone${esc}[48;2;1;1;1mtoo`, [['none'], ['too']]],
  ['\u009B34mblue', [['blue', 'fg-4']]],
  [`${esc}[2Ja${esc}]0;title\u0007b\rc`, [['abc']]],
  ['<img src=x onerror=alert(1)>', [['<img src=x onerror=alert(1)>']]],
])('%j', (text, runs) => {
  expect(readAnsi(text).map((run) => [run.text, ...run.look])).toEqual(runs);
});

test('the runs together are the plain text', () => {
  const part = fc.constantFrom(
    esc,
    '[',
    ']',
    '31',
    ';',
    ':',
    'm',
    '0m',
    '\u009B',
    '\u0007',
    '\n',
    '\r',
    '\\',
    'P',
    'a',
    ' ',
    '38;5;1',
    '\u202E',
    '中',
  );
  fc.assert(
    fc.property(fc.array(part, { maxLength: 40 }), (parts) => {
      const text = parts.join('');
      expect(
        readAnsi(text)
          .map((run) => run.text)
          .join(''),
      ).toBe(plainText(text));
    }),
    { numRuns: 500 },
  );
});
