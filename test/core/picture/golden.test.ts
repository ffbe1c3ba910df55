/**
 * The pictures of fleets in several states, as files that a person can open. `WRITE_PICTURES=1 npm test -- test/core/picture` writes
 * them anew. `npm run test:graph` lets Mermaid itself read all of them.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { drawDot } from '../../../core/picture/dot.ts';
import { drawMermaid } from '../../../core/picture/mermaid.ts';
import { drawTree } from '../../../core/picture/tree.ts';
import { shownFleets } from './shown-fleets.ts';

const plain = { columns: 80, paint: (_tone: unknown, text: string) => text };

describe.each(Object.entries(shownFleets))('%s', (name, { picture, facts }) => {
  test.each([
    ['mmd', drawMermaid(picture, facts)],
    ['dot', drawDot(picture, facts)],
    ['txt', `${drawTree(picture, facts, plain)}\n`],
  ])('as %s', (ending, text) => {
    const file = join(import.meta.dirname, `${name}.${ending}`);
    if ((process.env['WRITE_PICTURES'] ?? '') !== '') writeFileSync(file, text);
    expect(text).toBe(readFileSync(file, 'utf8'));
  });
});
