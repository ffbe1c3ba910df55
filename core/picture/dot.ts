/**
 * A picture in DOT, the language of Graphviz (semantics 20). It shows what the Mermaid text shows, with the same ids.
 * Invariant: every text of the fleet stands in quotes, in which nothing but a quote, a backslash and an `&` has a meaning.
 * Example: `n0 [label="✓ auth | 2m 34s", …];`, `n1 -> n5 [ltail=cluster_g0, style=dotted];`
 */
import type { Arrow } from './arrows.ts';
import { arrowsLeftOutText, labelOf, titleOf } from './labels.ts';
import { frameColours, lineColour, lookOf, looks } from './looks.ts';
import { at } from '../ledger/ordinals.ts';
import type { Frame, Part } from './parts.ts';
import type { Facts, Picture } from './picture.ts';

export function drawDot(picture: Picture, facts: Facts): string {
  const lines = [
    'digraph fleet {',
    `  graph [rankdir=LR, compound=true, fontname="Helvetica", labelloc=t, label=${quoted(titleOf(picture))}];`,
    '  node [shape=box, fontname="Helvetica", style="rounded,filled", penwidth=1.5];',
    `  edge [color="${lineColour}", fontname="Helvetica", fontsize=10];`,
    ...picture.parts.flatMap((part) => partLines(picture, facts, { part, indent: '  ' })),
    ...picture.arrows.map((arrow) => `  ${arrowText(arrow)}`),
    ...(picture.arrowsLeftOut > 0 ? [`  more [shape=plaintext, style="", label=${quoted(arrowsLeftOutText(picture))}];`] : []),
    '}',
  ];
  return `${lines.join('\n')}\n`;
}

function partLines(picture: Picture, facts: Facts, { part, indent }: { part: Part; indent: string }): string[] {
  const { mark, name, more } = labelOf(picture, part, facts);
  const label = quoted([`${mark} ${name}`.trim(), ...(more === '' ? [] : [more])].join(' | '));
  if (part.kind !== 'frame') return [`${indent}${part.id} [label=${label}, ${boxStyle(picture, part)}];`];
  return [
    `${indent}subgraph cluster_${part.id} {`,
    `${indent}  label=${label}; ${frameStyle(picture, part)}`,
    ...part.parts.flatMap((each) => partLines(picture, facts, { part: each, indent: `${indent}  ` })),
    `${indent}}`,
  ];
}

function boxStyle(picture: Picture, part: Part): string {
  const { fill, border, text, dashed } = looks[lookOf(picture, part)];
  const style = dashed ? ', style="rounded,filled,dashed"' : '';
  const sides = part.kind === 'group' ? ', peripheries=2' : '';
  return `color="${border}", fillcolor="${fill}", fontcolor="${text}"${style}${sides}`;
}

function frameStyle(picture: Picture, frame: Frame): string {
  const { border, dashed } = looks[lookOf(picture, frame)];
  const style = dashed ? 'style="rounded,dashed"' : 'style=rounded';
  return `${style}; color="${border}"; bgcolor="${frameColours.fill}"; fontcolor="${frameColours.text}";`;
}

/** Graphviz draws an arrow of a frame between two boxes, and cuts it at the borders of the frame. */
function arrowText({ from, to, optional, done }: Arrow): string {
  const attributes = [
    ...(from.kind === 'frame' ? [`ltail=cluster_${from.id}`] : []),
    ...(to.kind === 'frame' ? [`lhead=cluster_${to.id}`] : []),
    ...(done ? [] : ['style=dotted']),
    ...(optional ? ['label=optional', 'arrowhead=empty'] : []),
  ];
  return `${anchorOf(from)} -> ${anchorOf(to)}${attributes.length === 0 ? '' : ` [${attributes.join(', ')}]`};`;
}

/** The box itself, or the first one in the frame. */
const anchorOf = (part: Part): string => (part.kind === 'frame' ? anchorOf(at(part.parts, 0)) : part.id);

/** Graphviz reads entities such as `&lt;` in a label. */
const quoted = (text: string): string => `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('&', '&amp;')}"`;
