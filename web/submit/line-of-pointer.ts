/**
 * The place of a JSON Pointer in the text of a fleet.yaml: that of the key, or of the element of a list. Of what the text does not
 * have, such as a key that is missing, it is the place of the innermost part around it.
 * Example: `title: x\nmax_concurency: 9` and `/max_concurency` → line 2.
 */
import { isMap, isNode, isScalar, isSeq } from 'yaml';
import type { FleetDocument } from './fleet-document.ts';

export interface Place {
  readonly line: number;
  readonly from: number;
  readonly to: number;
}

/** Undefined: the text has nothing of it. */
export function placeOfPointer({ document, lines, text }: FleetDocument, pointer: string): Place | undefined {
  const parts = pointer.split('/').slice(1).map(unescaped);
  const found = find(document.contents, parts);
  if (found === undefined) return undefined;
  const [from, end] = found;
  const line = lines.linePos(from).line;
  const next = text.indexOf('\n', from);
  return { line, from, to: Math.max(from, Math.min(end, next < 0 ? text.length : next)) };
}

const unescaped = (part: string): string => part.replaceAll('~1', '/').replaceAll('~0', '~');

type Extent = readonly [from: number, to: number];

function find(node: unknown, parts: readonly string[]): Extent | undefined {
  const [first, ...rest] = parts;
  if (first === undefined) return undefined;
  if (isSeq(node)) {
    const item = node.items[Number(first)];
    return item === undefined ? undefined : (find(item, rest) ?? extentOf(item));
  }
  const pair = isMap(node) ? node.items.find(({ key }) => isScalar(key) && String(key.value) === first) : undefined;
  if (pair === undefined) return undefined;
  const inner = find(pair.value, rest);
  if (inner !== undefined) return inner;
  const key = extentOf(pair.key);
  const value = extentOf(pair.value);
  return key === undefined ? value : [key[0], Math.max(key[1], value?.[1] ?? 0)];
}

function extentOf(node: unknown): Extent | undefined {
  if (!isNode(node) || node.range == null) return undefined;
  return [node.range[0], node.range[1]];
}
