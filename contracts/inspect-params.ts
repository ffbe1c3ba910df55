/**
 * The param of the workflow `repo/inspect-v1`: the files to read, as paths or globs, one per line or with commas between them. A comma in
 * braces belongs to its glob. Other params are ignored, because a task of a fleet has the params of its fleet too.
 * Example: {paths: "tasks.md, specs/**\/{spec,tasks}.md"} → ['tasks.md', 'specs/**\/{spec,tasks}.md'].
 */
import { limits } from './limits.ts';

export const inspectWorkflow = 'repo/inspect-v1';

export const wantsPaths = `params.paths, the files to read, is required by the workflow ${inspectWorkflow}: paths or globs, one per line or with commas between them.`;

/** Each one once; undefined: none is given. */
export function inspectedPaths(params: Readonly<Record<string, unknown>>): readonly string[] | undefined {
  const { paths } = params;
  if (typeof paths !== 'string') return undefined;
  const named = paths.split(/[\r\n]+/).flatMap(partsOf);
  const given = named.map((name) => name.trim()).filter((name) => name !== '');
  return given.length === 0 ? undefined : [...new Set(given)];
}

function partsOf(line: string): string[] {
  const parts = [''];
  let depth = 0;
  for (const character of line) {
    if (character === '{') depth += 1;
    if (character === '}') depth = Math.max(0, depth - 1);
    if (character === ',' && depth === 0) parts.push('');
    else parts.push(`${parts.pop() ?? ''}${character}`);
  }
  // An opening brace without an end is a character of a name.
  return depth > 0 ? line.split(',') : parts;
}

/** What is wrong with the params of a task or fleet of this workflow; undefined: nothing, or it is another workflow. */
export const wrongInspectParams = (
  workflow: { readonly id: string } | undefined,
  params: Readonly<Record<string, unknown>>,
): string | undefined => (workflow?.id === inspectWorkflow && inspectedPaths(params) === undefined ? wantsPaths : undefined);

/** Bytes of one file, and of all together as JSON: the output of a task has `limits.outputBytes`. */
export const inspectLimits = { fileBytes: 64 * 1024, jsonBytes: limits.outputBytes - 76 * 1024, entries: 50 } as const;
