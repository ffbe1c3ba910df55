/**
 * The schemas that a report may have (semantics 30): JSON Schema, draft-07, for an object with properties, without what makes a check
 * unbounded or asks another server. A keyword that is not known here is refused, because what it asks for would not be checked.
 * Example: {type: 'object', properties: {go: {type: 'string', pattern: '^1\\.'}}, required: ['go']} → no problem.
 */
import { utf8Bytes } from '../core/text/utf8-bytes.ts';
import { mustNotBeKey, unsafeKey } from './bounded.ts';
import { limits } from './limits.ts';
import { sizeOfPattern } from './report-pattern.ts';

export interface SchemaProblem {
  readonly path: readonly (string | number)[];
  /** Words that follow the place. */
  readonly message: string;
}

type Path = SchemaProblem['path'];
type Fields = Readonly<Record<string, unknown>>;

/** Formats that are checked. */
export const reportFormats = ['date', 'date-time', 'email', 'ipv4', 'ipv6', 'time', 'uri', 'uuid'] as const;
export type ReportFormat = (typeof reportFormats)[number];

const draft = /^https?:\/\/json-schema\.org\/draft-07\/schema#?$/;
const refPattern = /^#\/definitions\/([\w.-]+)$/;
const types = ['array', 'boolean', 'integer', 'null', 'number', 'object', 'string'];
/** Levels of schemas within each other. */
const mostLevels = 30;
const partsOfUnique = 100;
/** Schemas and characters of patterns, where each `$ref` counts as what it stands for: so a check takes seconds at most. */
const mostParts = 2_000;

interface Ref {
  /** The definition that it stands in; empty: none. */
  readonly from: string;
  readonly to: string;
  readonly path: Path;
}

interface Walk {
  readonly problems: SchemaProblem[];
  readonly refs: Ref[];
  /** Schemas and characters of patterns, by the definition that they stand in. */
  readonly parts: Map<string, number>;
}

/** A place in the schema. */
interface At {
  readonly walk: Walk;
  readonly path: Path;
  readonly from: string;
  /** Schemas around it. */
  readonly level: number;
}

/** All that is wrong with it; empty: nothing. */
export function problemsOfSchema(schema: unknown): readonly SchemaProblem[] {
  const bytes = utf8Bytes(JSON.stringify(schema ?? null));
  if (bytes > limits.reportSchemaBytes) {
    return [{ path: [], message: `must have ${limits.reportSchemaBytes / 1024} KiB at most as JSON, and has ${bytes} bytes` }];
  }
  const walk: Walk = { problems: [], refs: [], parts: new Map() };
  const at = { walk, path: [], from: '', level: 0 };
  if (!isObject(schema)) say(at, mustBeObject);
  else {
    if (schema['type'] !== 'object') say(below(at, 'type'), 'must be "object": the answer is an object');
    if (!isObject(schema['properties']) || Object.keys(schema['properties']).length === 0) {
      say(below(at, 'properties'), 'must name a property of the answer');
    }
    walkSchema(schema, at);
    checkRefs(walk, isObject(schema['definitions']) ? schema['definitions'] : {});
  }
  return walk.problems;
}

const mustBeObject = 'must be an object';
const isObject = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);
const say = ({ walk, path }: At, message: string): void => void walk.problems.push({ path, message });
const below = (at: At, ...parts: Path): At => ({ ...at, path: [...at.path, ...parts] });

function count({ walk, from }: At, parts: number): void {
  walk.parts.set(from, (walk.parts.get(from) ?? 0) + parts);
}

function walkSchema(schema: unknown, at: At): void {
  count(at, 1);
  if (typeof schema === 'boolean' && at.level > 0) return;
  if (!isObject(schema)) say(at, 'must be a schema: an object, true or false');
  else if (at.level === mostLevels) say(at, `must not be nested more than ${mostLevels} levels deep`);
  else for (const [key, value] of Object.entries(schema)) checkKeyword(key, value, { ...below(at, key), level: at.level + 1 });
}

function checkKeyword(key: string, value: unknown, at: At): void {
  const check = Object.hasOwn(keywords, key) ? keywords[key] : undefined;
  if (!check || (key === 'definitions' && at.level > 1)) say(at, 'must be left out: a report takes no such keyword here');
  else check(value, at);
}

type Check = (value: unknown, at: At) => void;

/** A value must be so. */
const must =
  (words: string, holds: (value: unknown) => boolean): Check =>
  (value, at) => {
    if (!holds(value)) say(at, `must be ${words}`);
  };

const isText = (value: unknown): value is string => typeof value === 'string';
const text = must('a text', isText);
const anything: Check = () => undefined;
const finite = must('a number', Number.isFinite);
const natural = must('a whole number from 0', (value) => Number.isSafeInteger(value) && Number(value) >= 0);
const isTexts = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every(isText) && new Set(value).size === value.length;
const names = must('a list of different names', isTexts);

const listed: Check = (value, at) => {
  if (!Array.isArray(value) || value.length === 0) say(at, 'must be a list of schemas');
  else for (const [index, schema] of value.entries()) walkSchema(schema, below(at, index));
};

/** A map of names, each with a value that `check` looks at. */
const mapOf =
  (check: (name: string, value: unknown, at: At) => void): Check =>
  (value, at) => {
    if (!isObject(value)) {
      say(at, mustBeObject);
      return;
    }
    for (const [name, inner] of Object.entries(value)) {
      if (name === unsafeKey) say(below(at, name), mustNotBeKey);
      else check(name, inner, below(at, name));
    }
  };

const pattern: Check = (value, at) => {
  if (!isText(value)) {
    say(at, 'must be a text');
    return;
  }
  const size = sizeOfPattern(value);
  if (size.ok) count(at, size.parts);
  else say(at, size.problem);
};

const ref: Check = (value, at) => {
  const to = isText(value) ? refPattern.exec(value)?.[1] : undefined;
  if (to === undefined) say(at, 'must be "#/definitions/NAME": nothing else is looked up');
  else at.walk.refs.push({ from: at.from, to, path: at.path });
};

const keywords: Readonly<Record<string, Check>> = {
  $schema: must('draft-07 of JSON Schema', (value) => isText(value) && draft.test(value)),
  $ref: ref,
  ...{ $comment: text, title: text, description: text, default: anything, examples: anything, const: anything },
  type: must(`one or several of ${types.join(', ')}`, (value) => {
    const given = isText(value) ? [value] : value;
    return isTexts(given) && given.length > 0 && given.every((one) => types.includes(one));
  }),
  enum: must('a list of values', (value) => Array.isArray(value) && value.length > 0),
  format: must(`one of ${reportFormats.join(', ')}`, (value) => reportFormats.some((format) => format === value)),
  pattern,
  ...{ minimum: finite, maximum: finite, exclusiveMinimum: finite, exclusiveMaximum: finite },
  multipleOf: must('a number above 0', (value) => Number.isFinite(value) && Number(value) > 0),
  ...{ minLength: natural, maxLength: natural, minItems: natural, maxItems: natural },
  ...{ minProperties: natural, maxProperties: natural },
  uniqueItems: (value, at) => {
    if (typeof value !== 'boolean') say(at, 'must be true or false');
    // Each element is compared with each other one.
    else count(at, partsOfUnique);
  },
  required: names,
  definitions: mapOf((from, schema, at) => {
    walkSchema(schema, { ...at, from });
  }),
  properties: mapOf((_, schema, at) => {
    walkSchema(schema, at);
  }),
  patternProperties: mapOf((name, schema, at) => {
    pattern(name, at);
    walkSchema(schema, at);
  }),
  dependencies: mapOf((_, value, at) => {
    (Array.isArray(value) ? names : walkSchema)(value, at);
  }),
  items: (value, at) => {
    (Array.isArray(value) ? listed : walkSchema)(value, at);
  },
  ...{ allOf: listed, anyOf: listed, oneOf: listed },
  ...{ not: walkSchema, if: walkSchema, then: walkSchema, else: walkSchema },
  ...{ additionalItems: walkSchema, contains: walkSchema, additionalProperties: walkSchema, propertyNames: walkSchema },
};

function checkRefs(walk: Walk, definitions: Fields): void {
  const byFrom = Map.groupBy(walk.refs, ({ from }) => from);
  const reached = (name: string, found = new Set<string>()): ReadonlySet<string> => {
    for (const { to } of byFrom.get(name) ?? []) if (!found.has(to)) reached(to, found.add(to));
    return found;
  };
  const wrong = walk.refs.flatMap(({ from, to, path }) => {
    if (!Object.hasOwn(definitions, to)) return [{ path, message: 'must name one of the definitions' }];
    if (from === '' || (to !== from && !reached(to).has(from))) return [];
    return [{ path, message: 'must not lead back to itself: a report takes no recursive $ref' }];
  });
  walk.problems.push(...wrong);
  if (wrong.length > 0) return;
  const sizes = new Map<string, number>();
  const sizeOf = (name: string): number => {
    const known =
      sizes.get(name) ?? (byFrom.get(name) ?? []).reduce((sum, { to }) => sum + sizeOf(to), walk.parts.get(name) ?? 0);
    sizes.set(name, known);
    return known;
  };
  if (sizeOf('') <= mostParts) return;
  const message = `must have ${mostParts.toLocaleString('en-US')} parts at most: schemas and characters of patterns, each $ref as what it stands for`;
  walk.problems.push({ path: [], message });
}
