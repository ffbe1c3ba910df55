/**
 * Reads ledgers of version 1, whose first run held a child for every target until the target ended. Only a long pause let the children
 * of waiting targets end (`letGo`).
 */
import * as z from 'zod';

const versionOne = z.looseObject({ statuses: z.string(), run: z.number(), letGo: z.boolean().default(false) });

const waits = 'P';
const unfinished = /[PQRA]/;

/** The fields with those that version 2 has in addition; fields of version 2 stay as they are. */
export function withChildren(fields: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  if (Object.hasOwn(fields, 'children')) return fields;
  const { letGo, ...others } = versionOne.parse(fields);
  const { run, statuses } = others;
  const hasChild = (letter: string): boolean => run > 0 && unfinished.test(letter) && !(letGo && letter === waits);
  const children = Array.from(statuses, (letter) => (hasChild(letter) ? '1' : '0')).join('');
  return { ...others, children, childRuns: [run], wholeRun: run };
}
