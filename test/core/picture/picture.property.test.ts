import * as fc from 'fast-check';
import { drawDot } from '../../../core/picture/dot.ts';
import { labelOf } from '../../../core/picture/labels.ts';
import { drawMermaid } from '../../../core/picture/mermaid.ts';
import { boxesIn, framesIn, type Part } from '../../../core/picture/parts.ts';
import { drawTree } from '../../../core/picture/tree.ts';
import { shorten } from '../../../core/text/shorten.ts';
import { textWidth } from '../../../core/text/text-width.ts';
import { randomFleet } from './random-fleets.ts';
import type { Shown } from './shown-fleets.ts';

const check = (holds: (shown: Shown) => void): void => {
  fc.assert(fc.property(randomFleet, holds), { numRuns: 60 });
};

test('the parts cover every target once, in order, and are bounded', () => {
  check(({ picture }) => {
    const boxes = boxesIn(picture.parts);
    let next = 0;
    for (const { from, to } of boxes) {
      expect(from).toBe(next);
      expect(to).toBeGreaterThan(from);
      next = to;
    }
    expect(next).toBe(picture.statuses.length);
    expect(boxes.filter(({ kind }) => kind === 'target').length).toBeLessThanOrEqual(200);
    expect(boxes.filter(({ kind }) => kind === 'group').length).toBeLessThanOrEqual(200);
    const frames = framesIn(picture.parts);
    expect(frames.length).toBeLessThanOrEqual(100);
    for (const { from, to, parts } of frames) expect([parts[0]?.from, parts.at(-1)?.to]).toEqual([from, to]);
    const ids = [...boxes, ...frames].map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });
});

test('every dependency between two boxes is drawn, from what is waited for to what waits', () => {
  check(({ picture: { parts, arrows, arrowsLeftOut, edges } }) => {
    if (arrowsLeftOut > 0) return;
    const covers = ({ from, to }: Part, ordinal: number) => from <= ordinal && ordinal < to;
    for (const { from, onTo } of edges ?? []) {
      const isInside = boxesIn(parts).some((box) => covers(box, from) && covers(box, onTo - 1));
      if (!isInside) expect(arrows.some((arrow) => covers(arrow.to, from) && covers(arrow.from, onTo - 1))).toBe(true);
    }
    expect(arrows.filter(({ from, to }) => from === to)).toEqual([]);
    expect(new Set(arrows.map(({ from, to }) => `${from.id} ${to.id}`)).size).toBe(arrows.length);
  });
});

/** What Mermaid makes of a label. */
const decoded = (label: string): string => label.replaceAll(/#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)));
const collapsed = (text: string): string => text.replaceAll(/ +/g, ' ').trim();

test('Mermaid: frames are nested as the groups are, labels say what they should, and the limits are kept', () => {
  check(({ picture, facts }) => {
    const text = drawMermaid(picture, facts);
    expect(text.length).toBeLessThanOrEqual(50_000);
    const lines = text.split('\n').slice(text.split('\n').indexOf('flowchart LR') + 1);
    const open: string[] = [];
    const seen = new Map<string, { label: string; around: string }>();
    for (const line of lines) {
      const [, frame, box, label] = /^ *(?:subgraph (g\d+)\["|([ngr]\d+)(?:\[\[|\(\[|\[)")([^"]*)"/.exec(line) ?? [];
      const id = frame ?? box;
      if (id !== undefined) seen.set(id, { label: label ?? '', around: open.join(' ') });
      if (frame !== undefined) open.push(frame);
      if (line.trim() === 'end') open.pop();
    }
    expect(open).toEqual([]);
    const walk = (parts: readonly Part[], around: string): void => {
      for (const part of parts) {
        const { mark, name, more } = labelOf(picture, part, facts);
        const { label = '', around: found } = seen.get(part.id) ?? {};
        expect(found).toBe(around);
        const wanted = collapsed(
          `${mark} ${collapsed(shorten(name, 64)).replaceAll('\uFB02', 'fl').replaceAll('¶ß', '¶\u200Bß')}${more === '' ? '' : ` | ${more}`}`,
        );
        // A long picture has shorter names.
        if (text.length < 20_000) {
          expect(collapsed(decoded(label).replaceAll('\u00A0', ''))).toBe(collapsed(wanted.replaceAll('\u00A0', '')));
        }
        expect(label).not.toMatch(/["<>`;[\]{}](?<!#\d+;)/);
        if (part.kind === 'frame') walk(part.parts, `${around} ${part.id}`.trim());
      }
    };
    walk(picture.parts, '');
    expect(lines.filter((line) => /^ {2}[ngr]\d+ (?:-->|-\.->)/.test(line))).toHaveLength(picture.arrows.length);
  });
});

test('DOT: every quote ends, and outside quotes there is nothing but the product’s own words', () => {
  check(({ picture, facts }) => {
    const text = drawDot(picture, facts);
    const outside = text.replaceAll(/"(?:[^"\\]|\\.)*"/g, 'Q');
    expect(outside).not.toContain('"');
    expect(outside).toMatch(/^[\w\s{}[\]=,;.>-]*$/);
    expect(outside.split('{').length).toBe(outside.split('}').length);
  });
});

test('the tree fits any terminal, and holds nothing that steers it', () => {
  fc.assert(
    fc.property(randomFleet, fc.integer({ min: 10, max: 200 }), ({ picture, facts }, columns) => {
      const text = drawTree(picture, facts, { columns, paint: (_tone, mark) => mark });
      for (const line of text.split('\n')) expect(textWidth(line)).toBeLessThanOrEqual(columns);
      expect(text).not.toMatch(/[\u0000-\u0009\u000B-\u001F\u007F-\u009F\u202A-\u202E]/);
      const parts = boxesIn(picture.parts).length + framesIn(picture.parts).length;
      expect(text.split('\n').length).toBeGreaterThanOrEqual(parts + 1);
    }),
    { numRuns: 60 },
  );
});
