/**
 * Schemas of lists and maps from callers. They check the length first, and a list stops at the first problem beyond those that an
 * answer tells. So the time that a wrong value takes is bounded, whatever it holds.
 */
import * as z from 'zod';
// Imported as `z.core`, all of it would be in every bundle.
import * as core from 'zod/v4/core';
import { limits } from './limits.ts';

/** @param most elements at most; a longer list has one problem, at the place of the list */
export const boundedList = <T extends z.ZodType>(element: T, most: number): z.ZodArray<T> =>
  // It reads its elements with `element`; the type of the constructor does not say so.
  new BoundedList({ type: 'array', element, most }).max(most) as unknown as z.ZodArray<T>;

/**
 * A map whose keys the caller chooses. It refuses the key `__proto__`: a JavaScript object would drop it silently.
 * @param most entries at most; a larger map has one problem, at the place of the map
 */
export const boundedMap = <V extends z.ZodType>(key: z.ZodString, value: V, most: number): z.ZodRecord<z.ZodString, V> =>
  // It reads its entries with `key` and `value`; the type of the constructor does not say so.
  new BoundedMap({ type: 'record', keyType: key, valueType: value, most }) as unknown as z.ZodRecord<z.ZodString, V>;

interface Bounded {
  readonly most: number;
}
type ListDefinition = core.$ZodArrayDef & Bounded;
type MapDefinition = core.$ZodRecordDef & Bounded;
type Context = Parameters<z.ZodArray['_zod']['parse']>[1];

// TypeScript requires a declared type where a method, as `init` here, asserts the type of its argument.
const asArray: core.$constructor<z.ZodArray> = z.ZodArray;
const asRecord: core.$constructor<z.ZodRecord> = z.ZodRecord;

const BoundedList = core.$constructor<z.ZodArray, ListDefinition>('BoundedList', (list, definition) => {
  asArray.init(list, definition);
  // zod refuses a value that is no list, or is longer than `max`.
  const refuse = list._zod.parse.bind(list._zod);
  list._zod.parse = (payload, context) =>
    Array.isArray(payload.value) && payload.value.length <= definition.most
      ? readElements(payload.value, { definition, issues: payload.issues }, context)
      : refuse(payload, context);
});

function readElements(
  given: readonly unknown[],
  { definition, issues }: { definition: ListDefinition; issues: core.$ZodRawIssue[] },
  context: Context,
): core.ParsePayload<unknown[]> {
  const value: unknown[] = [];
  for (const [at, element] of given.entries()) {
    const read = definition.element._zod.run({ value: element, issues: [] }, context);
    if (read instanceof Promise) throw new core.$ZodAsyncError();
    issues.push(...read.issues.map((issue) => ({ ...issue, path: [at, ...(issue.path ?? [])] })));
    value.push(read.value);
    if (issues.length > limits.problems) break;
  }
  return { value, issues };
}

const BoundedMap = core.$constructor<z.ZodRecord, MapDefinition>('BoundedMap', (map, definition) => {
  asRecord.init(map, definition);
  const readEntries = map._zod.parse.bind(map._zod);
  map._zod.parse = (payload, context) => {
    payload.issues.push(...refusalsOf(payload.value, definition.most).map((issue) => ({ ...issue, inst: map })));
    return payload.issues.length > 0 ? payload : readEntries(payload, context);
  };
});

/** The problems of a map that show before any of its entries is read. */
function refusalsOf(map: unknown, most: number) {
  if (typeof map !== 'object' || map === null) return [];
  const refusal = (path: string[], message: string) => ({ code: 'custom', path, message, input: map, continue: false }) as const;
  return [
    ...(Object.hasOwn(map, unsafeKey) ? [refusal([unsafeKey], mustNotBeKey)] : []),
    ...(Object.keys(map).length > most ? [refusal([], `must have ${most} entries at most`)] : []),
  ];
}

/** The one key that a JavaScript object cannot have like any other. */
export const unsafeKey = '__proto__';
/** Its problem, in words that follow its place. */
export const mustNotBeKey = 'must have another name: no key may be called __proto__';
