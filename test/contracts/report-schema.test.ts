/** Which schemas a report may have. Whatever is taken, the worker can check answers by. */
import * as fc from 'fast-check';
import { problemsOfSchema } from '../../contracts/report-schema.ts';
import { sizeOfPattern } from '../../contracts/report-pattern.ts';
import { reportRequest } from '../../contracts/report.ts';
import { formOfJsonSchema } from '../../worker/agent/ask/json-schema-form.ts';

const withA = (schema: unknown, more: object = {}) => ({ type: 'object', properties: { a: schema }, ...more });
const told = (schema: unknown) => problemsOfSchema(schema).map(({ path, message }) => `/${path.join('/')} ${message}`);
const deep = (levels: number): object => (levels === 0 ? { type: 'string' } : { type: 'array', items: deep(levels - 1) });
const doubling = (count: number) => ({
  d0: { type: 'string' },
  ...Object.fromEntries(
    Array.from({ length: count }, (_, at) => [
      `d${at + 1}`,
      { anyOf: [{ $ref: `#/definitions/d${at}` }, { $ref: `#/definitions/d${at}` }] },
    ]),
  ),
});

const everything = withA(
  {
    $ref: '#/definitions/version',
    title: 'A',
    description: 'Its version.',
    $comment: 'none',
    default: '1',
    examples: ['1'],
  },
  {
    $schema: 'http://json-schema.org/draft-07/schema#',
    definitions: { version: { type: ['string', 'null'], pattern: '^[0-9.]+$', minLength: 1, maxLength: 9 } },
    required: ['a'],
    minProperties: 1,
    maxProperties: 9,
    propertyNames: { maxLength: 20 },
    additionalProperties: {
      anyOf: [
        { type: 'integer', minimum: 0, exclusiveMaximum: 9, multipleOf: 1 },
        { type: 'number', maximum: 1, exclusiveMinimum: 0 },
        { type: 'string', format: 'date' },
        { enum: [true, null, 1] },
        { const: { b: 1 } },
        { type: 'array', items: [{ type: 'string' }], additionalItems: false, contains: true, uniqueItems: true },
        { items: { type: 'string' }, minItems: 1, maxItems: 2 },
        { allOf: [true], oneOf: [true, { not: { type: 'string' } }], if: true, then: true, else: false },
        { patternProperties: { '^x-': true }, dependencies: { b: ['c'], d: { required: ['e'] } } },
      ],
    },
  },
);

test.each<[what: string, schema: unknown]>([
  ['a schema with every keyword', everything],
  ['200 properties', { type: 'object', properties: Object.fromEntries(Array.from({ length: 200 }, (_, at) => [`p${at}`, {}])) }],
  ['names that every object has', withA(true, { properties: { constructor: { type: 'string' }, toString: true } })],
  ['a pattern that takes other engines for ever', withA({ pattern: '^(a+)+$' })],
  ['a definition that is used twice', withA({ $ref: '#/definitions/d3' }, { definitions: doubling(3) })],
])('takes %s', (_what, schema) => {
  expect(told(schema)).toEqual([]);
  expect(() => formOfJsonSchema(schema as Record<string, unknown>, 1_000)).not.toThrow();
});

test.each<[what: string, schema: unknown, problems: readonly string[]]>([
  ['no object', 7, ['/ must be an object']],
  ['nothing', {}, ['/type must be "object"', '/properties must name a property']],
  ['another type', { type: 'array', properties: { a: {} } }, ['/type must be "object"']],
  ['a property that is no schema', withA('string'), ['/properties/a must be a schema']],
  ['an unknown type', withA({ type: 'text' }), ['/properties/a/type must be one or several of array, boolean']],
  ['no types', withA({ type: [] }), ['/properties/a/type must be one']],
  ['a remote $ref', withA({ $ref: 'https://evil.example/s.json' }), ['/properties/a/$ref must be "#/definitions/NAME"']],
  ['a $ref to all of it', withA({ $ref: '#' }), ['/properties/a/$ref must be "#/definitions/NAME"']],
  ['a $ref to nothing', withA({ $ref: '#/definitions/toString' }), ['/properties/a/$ref must name one of the definitions']],
  [
    'a $ref to itself',
    withA(true, { definitions: { n: { items: { $ref: '#/definitions/n' } } } }),
    ['/definitions/n/items/$ref must not lead back to itself'],
  ],
  [
    'two that lead to each other, and one to them',
    withA(
      { $ref: '#/definitions/n' },
      {
        definitions: {
          m: { not: { $ref: '#/definitions/n' } },
          n: { not: { $ref: '#/definitions/m' } },
          o: { $ref: '#/definitions/n' },
        },
      },
    ),
    ['/definitions/m/not/$ref must not lead back', '/definitions/n/not/$ref must not lead back'],
  ],
  ['an $id, which changes what a $ref means', withA({ $id: 'https://a.example' }), ['/properties/a/$id must be left out']],
  ['definitions that are not at the root', withA({ definitions: {} }), ['/properties/a/definitions must be left out']],
  [
    'a keyword of later drafts',
    withA({ unevaluatedProperties: false }),
    ['/properties/a/unevaluatedProperties must be left out'],
  ],
  ['another draft', withA(true, { $schema: 'https://json-schema.org/draft/2020-12/schema' }), ['/$schema must be draft-07']],
  ['a format that nothing checks', withA({ format: 'regex' }), ['/properties/a/format must be one of date, date-time']],
  [
    'a pattern that looks ahead',
    withA({ pattern: '^(?=a)' }),
    ['/properties/a/pattern must be a pattern that takes linear time: it looks'],
  ],
  [
    'a name in a pattern that refers back',
    withA({ patternProperties: { '(a)\\1': true } }),
    ['/properties/a/patternProperties/(a)\\1 must be'],
  ],
  ['no pattern', withA({ pattern: '(' }), ['/properties/a/pattern must be a regular expression']],
  [
    'a key __proto__',
    JSON.parse('{"type":"object","properties":{"a":{},"__proto__":{}}}'),
    ['/properties/__proto__ must have another name'],
  ],
  ['30 levels and more', withA(deep(40)), ['must not be nested more than 30 levels deep']],
  ['1,000 levels', withA(deep(1_000)), ['/ must have 16 KiB at most']],
  ['17 KiB', withA({ description: 'x'.repeat(17 * 1024) }), ['/ must have 16 KiB at most as JSON, and has 17463 bytes']],
  [
    'a $ref that stands for thousands',
    withA({ $ref: '#/definitions/d12' }, { definitions: doubling(12) }),
    ['/ must have 2,000 parts'],
  ],
  [
    'patterns that are long together',
    withA({ allOf: [{ pattern: 'a{900}' }, { pattern: 'b{900}' }, { pattern: 'c{900}' }] }),
    ['/ must have 2,000 parts'],
  ],
  [
    'wrong values of keywords',
    withA({ minimum: '1', maxLength: -1, required: ['a', 'a'], enum: [], allOf: [], multipleOf: 0, uniqueItems: 1, title: 1 }),
    [
      '/properties/a/minimum must be a number',
      '/properties/a/maxLength must be a whole number',
      '/properties/a/required must be a list of different names',
      '/properties/a/enum must be a list of values',
      '/properties/a/allOf must be a list of schemas',
      '/properties/a/multipleOf must be a number above 0',
      '/properties/a/uniqueItems must be true or false',
      '/properties/a/title must be a text',
    ],
  ],
])('refuses %s, each at its place', (_what, schema, problems) => {
  const found = told(schema);
  expect(found).toHaveLength(problems.length);
  for (const [at, problem] of problems.entries()) expect(found[at]).toContain(problem);
});

test('a request names the place within the whole', () => {
  const read = reportRequest.safeParse({ schema: withA({ type: 'text' }) });
  expect(read.error?.issues.map(({ path }) => path)).toEqual([['schema', 'properties', 'a', 'type']]);
});

const pieces = fc.constantFrom(
  ...[
    'a',
    '\\d',
    '\\w',
    '.',
    '^',
    '$',
    '|',
    '(',
    '(?:',
    '(?<n>',
    '(?=',
    '(?<!',
    ')',
    '*',
    '+',
    '?',
    '{2}',
    '{3,}',
    '{0,900}',
    '[',
    '[^',
  ],
  ...[
    ']',
    '-',
    '\\b',
    '\\B',
    '\\]',
    '\\/',
    '\\u0041',
    '\\u{1F600}',
    '\\x41',
    '\\p{L}',
    '\\p{Lu}',
    '\\P{Cn}',
    '\\p{Greek}',
    '\\k<n>',
    '\\1',
    '\\cA',
    '\\0',
    '\\s',
    '😀',
  ],
);

test('RE2 knows every pattern that is taken', () => {
  const take = (pattern: string): boolean => {
    const size = sizeOfPattern(pattern);
    if (size.ok) formOfJsonSchema(withA({ pattern }), 100);
    return size.ok;
  };
  for (const first of 'CLMNPSZ') for (const second of 'abcdefghijklmnopqrstuvwxyz') take(`\\p{${first}${second}}[\\P{${first}}]`);
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 8 }), (parts) => void take(parts.join(''))),
    { numRuns: 1_000 },
  );
  expect(take('^(a+)+$')).toBe(true);
});

test.each<[pattern: string, parts: number]>([
  ['abc', 3],
  ['[a-z]{1,40}', 40],
  ['(a{3}b){2}', 10],
  ['a{2,}', 2],
  ['[(?=]{2}', 2],
  ['(a{31}){31}', 992],
])('%s has %d parts', (pattern, parts) => {
  expect(sizeOfPattern(pattern)).toEqual({ ok: true, parts });
});

test.each(['a{1001}', '(a{40}){40}', 'a{99999999999999999999}', '\\p{Greek}', '[\\b]'])('%s is not taken', (pattern) => {
  expect(sizeOfPattern(pattern)).toMatchObject({ ok: false });
});
