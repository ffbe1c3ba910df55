import * as z from 'zod';
import { formOf } from '../../../../worker/agent/ask/answer-form.ts';
import { valueInAnswer } from '../../../../worker/agent/ask/value-in-answer.ts';

const schema = z.object({ a: z.number() });
const found = (text: string, value?: unknown) => valueInAnswer({ text, value }, formOf(schema));

test.each([
  ['JSON', '{"a": 1}'],
  ['JSON with space around', '\n {"a": 1}\n'],
  ['a code block', '```json\n{"a": 1}\n```'],
  ['a code block without a language', '```\n{"a": 1}\n```'],
  ['a code block after words', 'I say:\n\n```json\n{\n  "a": 1\n}\n```\n\nThat is it.'],
  ['the last code block', 'Not so:\n```json\n{"a": 2}\n```\nbut so:\n```json\n{"a": 1}\n```'],
  ['the code block that fits', 'So:\n```json\n{"a": 1}\n```\nand not\n```json\n{"b": 1}\n```'],
  ['a code block beside one that is no JSON', '```sh\nls\n```\n```json\n{"a": 1}\n```'],
])('finds the value in %s', (_what, text) => {
  expect(found(text)).toEqual({ ok: true, value: { a: 1 } });
});

test('the value that the program gives wins over the message', () => {
  expect(found('{"a": 2}', { a: 1 })).toEqual({ ok: true, value: { a: 1 } });
  expect(found('{"a": 1}', { a: 'x' })).toMatchObject({ ok: false, problems: [expect.stringMatching(/^a: /)] });
});

test.each(['', 'no', 'I would say {"a": 1} here', '```json\n{"a": 1}', '```json\nno\n```'])('%j holds no JSON', (text) => {
  expect(found(text)).toEqual({ ok: false, problems: ['It holds no JSON.'] });
});

test('says what is wrong, and where; of the last block where none fits', () => {
  expect(found('```json\n{"a": "x"}\n```\n```json\n{"b": 1}\n```')).toMatchObject({
    ok: false,
    problems: [expect.stringMatching(/^a: /)],
  });
  expect(found('7')).toMatchObject({ ok: false, problems: [expect.stringContaining('object')] });
});

test('a problem is bounded, whatever the agent wrote', () => {
  const unknown = Object.fromEntries(Array.from({ length: 1_000 }, (_, at) => [`key${at}`, 1]));
  const result = valueInAnswer({ text: JSON.stringify(unknown), value: undefined }, formOf(z.strictObject({})));
  expect(result.ok ? [] : result.problems.map(({ length }) => length)).toEqual([300]);
});

test('the list of problems is bounded', () => {
  const list = z.object({ list: z.array(z.string()) });
  const text = JSON.stringify({ list: Array.from({ length: 1_000 }, () => 1) });
  const result = valueInAnswer({ text, value: undefined }, formOf(list));
  expect(result.ok ? 0 : result.problems.length).toBe(20);
});
