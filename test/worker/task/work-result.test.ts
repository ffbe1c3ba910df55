/** The result file of the work, as the worker reads it. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { readWorkResult } from '../../../worker/task/work-result.ts';
import { anyResultFile } from './any-result-file.ts';
import { makeFolder, removeFolders } from '../git-repository.ts';

let file: string;
beforeEach(() => {
  file = join(makeFolder('result'), 'result.json');
});
afterEach(removeFolders);

const read = (content: string | Uint8Array) => {
  writeFileSync(file, content);
  return readWorkResult(file);
};

test('correct values are taken, and each other one is named', () => {
  const content = JSON.stringify({ cost_usd: 1.23456789, turns: 7, pr_title: 5, summary: null, more: true });
  expect(read(content)).toEqual({
    result: { cost_usd: 1.234568, turns: 7 },
    problems: ['pr_title must be a text and was left out.', '"more" is not known and was left out.'],
  });
  expect(read('{"cost_usd": 0.5, "turns": 3, "summary": "s", "pr_title": "t", "pr_body": "b"}').problems).toEqual([]);
});

test.each(['1e16', '1e300', '1e999', '-1', '"1.5"', '1000001', 'true', '[1]'])('cost_usd %s is left out, and named', (cost) => {
  const problems = ['cost_usd must be a number from 0 to 1,000,000 and was left out.'];
  expect(read(`{"cost_usd": ${cost}, "turns": 2}`)).toEqual({ result: { turns: 2 }, problems });
});

test.each(['', 'no JSON', '{"cost_usd": 1', '[]', '"text"', 'null', '7'])(
  'a file with %j gives nothing, and says so',
  (content) => {
    expect(read(content)).toEqual({ result: {}, problems: ['Nothing of it was read: it is not a JSON object.'] });
  },
);

test('a text that is too long is cut, one that no commit can hold is corrected, and of 50,000 unknown keys a few are named', () => {
  const { result, problems } = read(JSON.stringify({ summary: 'x'.repeat(20_000), pr_title: 'a\u0000b\ud800' }));
  expect([result.summary?.length, result.pr_title]).toEqual([10_000, 'ab\ufffd']);
  expect(problems).toEqual(['summary has 20000 characters and was cut to 10000.']);
  const many = Object.fromEntries(Array.from({ length: 50_000 }, (_, n) => [`key${n}`, 0]));
  expect(read(JSON.stringify(many)).problems).toHaveLength(11);
});

test('a text loses its terminal instructions, and a million unfinished ones take no time', () => {
  const esc = '\u001b';
  const lines = [
    `${esc}[1;31mred${esc}[0m ${esc}]8;;http://a b${esc}\\link${esc}]8;;${esc}\\`,
    '10 %\r20 %\r',
    `${esc}]0;title\u0007a\u0008\u202eb\tc`,
  ];
  const all = `${lines.join('\r\n')}\n${esc}${esc}]0;\u0007]0;end`;
  expect(read(JSON.stringify({ summary: all })).result.summary).toBe('red link\n20 %\nab\tc\n]0;end');
  const begun: [begin: string, left: string][] = [
    [`${esc}]`, ''],
    [`${esc}${esc}]\u0007]`, ']'],
    ['\u009d', ''],
    [`${esc}[`, ''],
    ['x\r', 'x'],
  ];
  for (const [begin, left] of begun) {
    const { result } = read(JSON.stringify({ summary: begin.repeat(1_000_000 / JSON.stringify(begin).length) }));
    expect(new Set(result.summary?.replace('…', ''))).toEqual(new Set(left));
  }
});

test('what is passed on is taken value by value, and a key or value that is wrong costs itself alone', () => {
  const given = `{"version": "\\u001b[31m2.1\\u0000", "count": 1e300, "ok": false, "a b": 1, "__proto__": 2,
    "inf": 1e999, "list": [], "none": null}`;
  const { result, problems } = read(`{"turns": 2, "result": ${given}}`);
  expect(result).toEqual({ turns: 2, result: { version: '2.1', count: 1e300, ok: false } });
  const name = 'a name starts with a letter or _ and holds letters, digits and _ only, 64 at most';
  expect(problems).toEqual([
    `result: "a b" was left out: ${name}.`,
    `result: "__proto__" was left out: ${name}.`,
    ...['inf', 'list', 'none'].map(
      (key) => `result: the value of "${key}" must be a text, a number, or true or false and was left out.`,
    ),
  ]);
});

test.each([['[1]'], ['"text"'], ['7']])('a result that is %s is left out', (given) => {
  expect(read(`{"result": ${given}}`)).toEqual({
    result: {},
    problems: ['result must be an object of names and values and was left out.'],
  });
});

test('more than 4 KiB are left out as a whole, more than 50 values from the 51st on', () => {
  const values = (count: number, text: string) => Object.fromEntries(Array.from({ length: count }, (_, n) => [`key${n}`, text]));
  expect(read(JSON.stringify({ result: { text: 'x'.repeat(4_085) } })).problems).toEqual([]);
  expect(read(JSON.stringify({ result: { text: 'é'.repeat(2_043) } }))).toEqual({
    result: {},
    problems: ['result has 4097 bytes as JSON, may have 4096, and was left out.'],
  });
  const many = read(JSON.stringify({ result: values(60, 'x') }));
  expect(Object.keys(many.result.result ?? {})).toHaveLength(50);
  expect(many.problems).toEqual(['result may have 50 values, and 10 more had to be left out.']);
  expect(read('{"result": {}}')).toEqual({ result: {}, problems: [] });
});

test('a pipe, a link, a folder and a file that is too large are refused, and not waited for', () => {
  expect(readWorkResult(file)).toEqual({ result: {}, problems: [] });
  execFileSync('sh', ['-c', 'mkfifo "$0"', file]);
  expect(readWorkResult(file).problems).toEqual(['Nothing of it was read: it is not a regular file.']);
  rmSync(file);
  symlinkSync('/dev/zero', file);
  expect(readWorkResult(file).problems).toEqual(['Nothing of it was read: it is a link.']);
  rmSync(file);
  mkdirSync(file);
  expect(readWorkResult(file).problems).toEqual(['Nothing of it was read: it is not a regular file.']);
  rmSync(file, { recursive: true });
  expect(read(' '.repeat(2 * 1024 * 1024)).problems).toEqual(['Nothing of it was read: it is larger than 1048576 bytes.']);
});

test('whatever the file holds, the result is bounded', () => {
  fc.assert(
    fc.property(anyResultFile, (content) => {
      const { result, problems } = read(content);
      const { cost_usd: cost = 0, turns = 0, result: passed = {}, summary, pr_title: title, pr_body: body, question } = result;
      expect(cost === 0 || (cost >= 1e-6 && cost <= 1e6)).toBe(true);
      expect(Number.isInteger(turns) && turns >= 0 && turns <= 1e6).toBe(true);
      for (const text of [summary, title, body, question].filter((each) => each !== undefined)) {
        expect(text.isWellFormed() && text.length <= 10_000).toBe(true);
      }
      expect(Buffer.byteLength(JSON.stringify(passed))).toBeLessThanOrEqual(4_096);
      for (const key of Object.keys(passed)) expect(key).toMatch(/^[A-Za-z_][A-Za-z0-9_]{0,63}$/);
      expect(problems.length).toBeLessThanOrEqual(11);
    }),
    { numRuns: 500 },
  );
});
