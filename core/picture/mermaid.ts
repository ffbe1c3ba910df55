/**
 * A picture as a Mermaid flowchart (semantics 20). Boxes and frames are named by their ids, never by a name of the fleet.
 * Invariant: Mermaid draws the text with its default limits: 50,000 characters and 500 arrows. Where names are so long that there
 * would be more, they are cut.
 * Example: `n0["✓ auth | 2m 34s"]:::succeeded`, `g0 -.-> n5`, `n1 -->|optional| n5`.
 */
import { shorten } from '../text/shorten.ts';
import type { Arrow } from './arrows.ts';
import { arrowsLeftOutText, labelOf, titleOf } from './labels.ts';
import { frameColours, lineColour, lookOf, looks, type Look, type LookName } from './looks.ts';
import { mermaidLabel, mermaidTitle } from './mermaid-text.ts';
import { boxesIn, framesIn, type Part } from './parts.ts';
import type { Facts, Picture } from './picture.ts';

const mostCharacters = 50_000;
/** Characters of a name that are shown: the first of these with which the text is short enough. */
const nameLengths = [64, 32, 16, 8, 4, 1] as const;

export function drawMermaid(picture: Picture, facts: Facts): string {
  let text = '';
  for (const length of nameLengths) {
    text = draw({ picture, facts, length });
    if (text.length <= mostCharacters) break;
  }
  return text;
}

interface Drawing {
  readonly picture: Picture;
  readonly facts: Facts;
  readonly length: number;
}

function draw(drawing: Drawing): string {
  const { picture } = drawing;
  const lines = [
    ...['---', `title: ${mermaidTitle(titleOf(picture))}`, ...config, '---', 'flowchart LR'],
    ...picture.parts.flatMap((part) => partLines(drawing, part, '  ')),
    ...picture.arrows.map((arrow) => `  ${arrowText(arrow)}`),
    ...(picture.arrowsLeftOut > 0 ? [`  more(["${arrowsLeftOutText(picture)}"]):::rest`] : []),
    ...classLines(picture),
  ];
  return `${lines.join('\n')}\n`;
}

/** Room for the longest name in one line. */
const config = ['config:', '  flowchart:', '    wrappingWidth: 640'];

function partLines(drawing: Drawing, part: Part, indent: string): string[] {
  const label = `"${textOf(drawing, part)}"`;
  if (part.kind !== 'frame') return [`${indent}${part.id}${boxText(part, label)}:::${lookOf(drawing.picture, part)}`];
  const inside = part.parts.flatMap((each) => partLines(drawing, each, `${indent}  `));
  return [`${indent}subgraph ${part.id}[${label}]`, ...inside, `${indent}end`];
}

/** A group has double sides, what was left out has round ends. */
const boxText = ({ kind }: Part, label: string): string =>
  kind === 'group' ? `[[${label}]]` : kind === 'rest' ? `([${label}])` : `[${label}]`;

function textOf({ picture, facts, length }: Drawing, part: Part): string {
  const { mark, name, more } = labelOf(picture, part, facts);
  const named = `${markText[mark]}${mermaidLabel(shorten(name, length))}`;
  // Times and counts have no other sign that needs a code.
  return more === '' ? named : `${named} | ${more.replace('<', '#60;')}`;
}

/** A label that begins with `-` and a space is a list to Mermaid. */
const markText = { '✓': '✓ ', '✗': '✗ ', '~': '~ ', '-': '#45; ', ' ': '' } as const;

const arrowText = ({ from, to, optional, done }: Arrow): string =>
  `${from.id} ${done ? '-->' : '-.->'}${optional ? '|optional|' : ''} ${to.id}`;

function classLines(picture: Picture): string[] {
  const frames = Map.groupBy(framesIn(picture.parts), (frame) => lookOf(picture, frame));
  const used = new Set<LookName>(boxesIn(picture.parts).map((box) => lookOf(picture, box)));
  if (picture.arrowsLeftOut > 0) used.add('rest');
  return [
    ...[...used].map((name) => `  classDef ${name} ${styleOf(looks[name])}`),
    ...[...frames.keys()].map((name) => `  classDef in_${name} ${styleOf({ ...looks[name], ...frameColours })}`),
    ...[...frames].map(([name, of]) => `  class ${of.map(({ id }) => id).join(',')} in_${name}`),
    ...(picture.arrows.length > 0 ? [`  linkStyle default stroke:${lineColour},stroke-width:1.5px`] : []),
  ];
}

const styleOf = ({ fill, border, text, dashed }: Look): string =>
  `fill:${fill},stroke:${border},color:${text},stroke-width:1.5px${dashed ? ',stroke-dasharray:5 4' : ''}`;
