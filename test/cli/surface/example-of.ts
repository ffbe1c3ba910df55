/**
 * An example of a schema with every key that data of it may have: optional and nullable parts are there, a list has one element.
 * Example: `{a?: number, b: string[]}` → `{a: 1, b: ['x']}`.
 */
import * as z from 'zod';

interface JsonSchema {
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly allOf?: readonly JsonSchema[];
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly additionalProperties?: JsonSchema | boolean;
  readonly propertyNames?: JsonSchema;
  readonly items?: JsonSchema;
  readonly prefixItems?: readonly JsonSchema[];
  readonly format?: string;
  readonly pattern?: string;
  readonly minimum?: number;
  readonly exclusiveMinimum?: number;
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, JsonSchema>>;
}

const aTime = '2026-11-20T10:00:00.000Z';
const aUlid = '01KAE5X0000000000000000001';
const texts = [aTime, aUlid, 'acme/auth', 'x', 'a'.repeat(64), 'a'.repeat(16)];

export function exampleOf(schema: z.ZodType): unknown {
  // zod writes JSON Schema; only the keywords above are read of it.
  const root = z.toJSONSchema(schema, { unrepresentable: 'any', io: 'output' }) as JsonSchema;
  return example(root, root, 0);
}

/** A schema that refers to itself (groups of a fleet) ends after two rounds. */
function example(schema: JsonSchema, root: JsonSchema, depth: number): unknown {
  if (schema.$ref !== undefined) return example(referred(schema.$ref, root), root, depth);
  if ('const' in schema) return schema.const;
  if (schema.enum) return schema.enum[0];
  const choices = schema.allOf ?? schema.anyOf ?? schema.oneOf;
  if (choices) return together(choices.filter(({ type }) => type !== 'null').map((choice) => example(choice, root, depth)));
  switch (typeOf(schema)) {
    case 'object':
      return exampleObject(schema, root, depth);
    case 'array':
      if (schema.prefixItems) return schema.prefixItems.map((item) => example(item, root, depth));
      return depth > mostDepth || !schema.items ? [] : [example(schema.items, root, depth + 1)];
    case 'number':
    case 'integer':
      return Math.max(schema.minimum ?? 1, (schema.exclusiveMinimum ?? 0) + 1);
    case 'boolean':
      return true;
    case 'null':
      return null;
    case 'string':
      return exampleText(schema);
    case undefined:
    default:
      return 'anything';
  }
}

const mostDepth = 6;

const typeOf = ({ type }: JsonSchema): string | undefined => [type].flat().toSorted((a) => (a === 'null' ? 1 : -1))[0];

function referred(ref: string, root: JsonSchema): JsonSchema {
  const found = ref === '#' ? root : root.$defs?.[ref.replace('#/$defs/', '')];
  if (!found) throw new Error(`The schema has no ${ref}.`);
  return found;
}

/** Alternatives that are objects are one object with the keys of all; else the first stands for them. */
function together(examples: readonly unknown[]): unknown {
  const objects = examples.filter((one) => typeof one === 'object' && one !== null && !Array.isArray(one));
  return objects.length > 1 ? Object.assign({}, ...objects.toReversed()) : examples[0];
}

function exampleObject({ properties = {}, ...schema }: JsonSchema, root: JsonSchema, depth: number): Record<string, unknown> {
  const named = Object.entries(properties).map(([key, value]) => [key, example(value, root, depth)]);
  const { additionalProperties: others } = schema;
  const keyed = typeof others === 'object' && Object.keys(others).length > 0;
  const names = schema.propertyNames?.enum ?? ['KEY'];
  const more = keyed ? names.map((name) => [String(name), example(others, root, depth)]) : [];
  return Object.fromEntries([...named, ...more]) as Record<string, unknown>;
}

function exampleText({ format, pattern }: JsonSchema): string {
  if (format === 'date-time') return aTime;
  if (format === 'uri') return 'https://hooks.example.com/fleets';
  if (pattern === undefined) return 'x';
  const found = texts.find((text) => new RegExp(pattern, 'u').test(text));
  if (found === undefined) throw new Error(`No example text fits ${pattern}: add one.`);
  return found;
}
