/** Answers that are checked by the JSON Schema of a caller. */
import { formOfJsonSchema } from '../../../../worker/agent/ask/json-schema-form.ts';

const schema = {
  type: 'object',
  properties: {
    version: { type: 'string', pattern: '^[0-9.]+$' },
    since: { type: 'string', format: 'date' },
    uses: { type: 'array', items: { enum: ['log', 'slog'] } },
  },
  required: ['version', 'uses'],
  additionalProperties: false,
};
const check = (value: unknown, most = 1_000) => formOfJsonSchema(schema, most).check(value);

test('a value that fits is answered', () => {
  const value = { version: '1.2', uses: ['log'], since: '2026-11-27' };
  expect(check(value)).toEqual({ ok: true, value });
});

test('all that is wrong at the first level is told, and what would fit', () => {
  expect(check({ version: 'one', since: '2026-13-01', uses: ['zap'], more: 1 })).toEqual({
    ok: false,
    problems: [
      'must NOT have additional properties: "more"',
      'version: must match pattern "^[0-9.]+$"',
      'since: must match format "date"',
      'uses.0: must be equal to one of the allowed values: ["log","slog"]',
    ],
  });
  expect(check({})).toMatchObject({ problems: ['version: is missing', 'uses: is missing'] });
  expect(check([])).toEqual({ ok: false, problems: ['must be object'] });
  expect(check(undefined)).toMatchObject({ ok: false });
});

test('what is said is cleaned before it is checked', () => {
  expect(check({ version: '\u001b[31m1.2\u001b[0m', uses: [] })).toEqual({ ok: true, value: { version: '1.2', uses: [] } });
});

test.each<[what: string, value: unknown, problem: string]>([
  ['larger', { version: '1'.repeat(2_000), uses: [] }, 'may have 1000: say it shorter'],
  ['nested deeper', JSON.parse('['.repeat(5_000) + ']'.repeat(5_000)), 'more than 100 levels'],
  ['with a key that objects cannot have', JSON.parse('{"__proto__": 1}'), 'No key may be called __proto__'],
])('a value that is %s than it may be is refused', (_what, value, problem) => {
  expect(check(value)).toEqual({ ok: false, problems: [expect.stringContaining(problem)] });
});

test('a pattern that takes other engines for ever is matched', () => {
  const evil = { type: 'object', properties: { a: { type: 'string', pattern: '^(a+)+$' } } };
  expect(formOfJsonSchema(evil, 20_000).check({ a: `${'a'.repeat(16_000)}!` })).toMatchObject({ ok: false });
});
