/**
 * Lists and maps from outside. Their length is looked at before anything in them, and a list is read until it has more problems
 * than are told: how long a wrong one takes is bounded, whatever is in it.
 */
import * as z from 'zod';
// Reached through zod's own name for it, all of it would be in every bundle.
import * as core from 'zod/v4/core';
import { limits } from './limits.ts';

/** @param most elements at most; more are one problem, the list's own */
export const boundedList = <T extends z.ZodType>(element: T, most: number): z.ZodArray<T> =>
  // It reads its elements with `element`; a constructor of zod's cannot say so.
  new BoundedList({ type: 'array', element, most }).max(most) as unknown as z.ZodArray<T>;

/**
 * A map whose keys are its sender's. The key `__proto__` is refused: JavaScript objects drop it without a word.
 * @param most entries at most; more are one problem, the map's own
 */
export const boundedMap = <V extends z.ZodType>(key: z.ZodString, value: V, most: number): z.ZodRecord<z.ZodString, V> =>
  // As above, with `key` and `value`.
  new BoundedMap({ type: 'record', keyType: key, valueType: value, most }) as unknown as z.ZodRecord<z.ZodString, V>;

interface Bounded {
  readonly most: number;
}
type ListDefinition = core.$ZodArrayDef & Bounded;
type MapDefinition = core.$ZodRecordDef & Bounded;
type Context = Parameters<z.ZodArray['_zod']['parse']>[1];

// TypeScript wants the types of assertions written down.
const asArray: core.$constructor<z.ZodArray> = z.ZodArray;
const asRecord: core.$constructor<z.ZodRecord> = z.ZodRecord;

const BoundedList = core.$constructor<z.ZodArray, ListDefinition>('BoundedList', (list, definition) => {
  asArray.init(list, definition);
  // zod refuses what is no list, or longer than `max` says.
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

/** What is wrong with a map before any of its entries is read. */
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
/** What is wrong with it, after its place. */
export const mustNotBeKey = 'must have another name: no key may be called __proto__';
