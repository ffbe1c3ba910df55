/** Fleets whose pictures are kept in files beside this one, in several states. */
import type { TargetStatus } from '../../../core/fleet.ts';
import type { Edge } from '../../../core/graph/graph.ts';
import { blockedIn } from '../../../core/graph/readiness.ts';
import { pictureOf, type Facts, type Picture } from '../../../core/picture/picture.ts';
import type { Group } from '../../../core/picture/parts.ts';
import type { TreeFacts } from '../../../core/picture/tree.ts';
import { edge } from '../graph/graph-of.ts';

export interface Shown {
  readonly picture: Picture;
  readonly facts: Facts<TreeFacts>;
}

/** A target as a test writes it: `name STATUS seconds`; the path begins with its innermost group. */
interface Wish {
  readonly title?: string;
  readonly groups?: readonly Group[];
  readonly targets: readonly string[];
  readonly edges?: readonly Edge[];
  readonly expand?: readonly string[];
}

export function shown({ title = 'Migrate to slog', groups, targets, edges = [], expand = [] }: Wish): Shown {
  const given = targets.map((text) => text.split(' '));
  const all = groups ?? [{ path: 'default', from: 0, to: targets.length }];
  const statuses = given.map(([, status]) => status as TargetStatus);
  const now = 1_000_000_000;
  const blockers = blockedIn({ edges, dependents: [] }, statuses);
  const facts = given.map(([name = '', status, seconds], ordinal): [number, TreeFacts] => {
    const runs = status === 'RUNNING' || status === 'AWAITING_INPUT';
    const pathOf = (at: number): string => {
      const group = all.findLast(({ from, to }) => at >= from && at < to)?.path ?? 'default';
      return group === 'default' ? (given[at]?.[0] ?? '') : `${group}/${given[at]?.[0] ?? ''}`;
    };
    const blocker = status === 'BLOCKED' ? blockers.get(ordinal) : undefined;
    return [
      ordinal,
      {
        name,
        path: pathOf(ordinal),
        blockedBy: blocker === undefined ? null : { path: pathOf(blocker), status: statuses[blocker] ?? 'PENDING' },
        startedAt: seconds === undefined ? null : now - Number(seconds) * 1_000,
        durationS: seconds === undefined || runs ? null : Number(seconds),
      },
    ];
  });
  return {
    picture: pictureOf({ title, status: 'RUNNING', groups: all, statuses, edges, expand }),
    facts: { targets: new Map(facts), now },
  };
}

const diamond = (...targets: string[]): Shown =>
  shown({ targets, edges: [edge(1, 0), edge(2, 0), edge(3, 1), edge(3, 2)], title: 'A diamond' });

const nestedGroups: readonly Group[] = [
  { path: 'platform', from: 0, to: 2 },
  { path: 'payments', from: 2, to: 7 },
  { path: 'payments/eu', from: 4, to: 7 },
  { path: 'apps', from: 7, to: 9 },
];
const nestedEdges = [edge([2, 7], [0, 2]), edge(3, 2), edge(5, 3, true), edge(5, 4), edge([7, 9], [2, 7]), edge(8, 7)];
const nested = (...targets: string[]): Shown => shown({ targets, groups: nestedGroups, edges: nestedEdges });

const sizes = Array.from({ length: 12 }, (_, at) => 20 + at);
const large: Omit<Wish, 'expand'> = {
  title: 'Three hundred',
  groups: sizes.map((size, at) => ({ path: `team-${at}`, from: startOf(at), to: startOf(at) + size })),
  targets: sizes.flatMap((size, group) => Array.from({ length: size }, (_, at) => largeTarget(group, at))),
  edges: sizes.flatMap((_, at) =>
    at === 0 ? [] : [edge(startOf(at), [startOf(at - 1), startOf(at)]), edge(startOf(at) + 1, 0, true)],
  ),
};
function startOf(group: number): number {
  return sizes.slice(0, group).reduce((sum, size) => sum + size, 0);
}
function largeTarget(group: number, at: number): string {
  if (group > 3) return `r${at} PENDING`;
  if (group === 3) return at < 2 ? `r${at} RUNNING ${at * 70}` : `r${at} PENDING`;
  return group === 1 && at === 5 ? `r${at} FAILED 3` : `r${at} SUCCEEDED ${at * 100}`;
}

/** Texts that mean something to Mermaid, DOT, HTML or Markdown. The API takes them in a title only; the notations must bear them anywhere. */
export const hostileTexts = [
  ...[
    'end',
    'a"b',
    "a'b",
    '[x](y)',
    '{a}',
    '(a)',
    '`code`',
    '"`**md**`"',
    '#35;',
    '#quot;',
    'a;b',
    'a#b',
    '%%{init: {"theme":"x"}}%%',
  ],
  ...[
    '%% comment',
    '<b>bold</b>',
    '<script>alert(1)</script>',
    '&lt;',
    '&amp;',
    '-->',
    '-.->',
    'A --- B',
    '|',
    '|a|',
    '---',
    '- item',
    '1. item',
  ],
  ...[
    '+ item',
    '* item',
    '_a_',
    '__a__',
    '**a**',
    '~~a~~',
    '$$x^2$$',
    'fa:fa-car',
    'www.example.com',
    'https://x.io/?a=b&c',
    'a@b.io',
  ],
  ...[
    'style x:#;',
    'classDef a:#fff;',
    'linkStyle',
    'click n0',
    'subgraph x',
    ':::failed',
    'o',
    'x',
    '\\',
    '\\n',
    '\\"',
    'a\\',
    '中文字',
    '😀',
    'é',
  ],
  ...[
    '👩‍👩‍👧',
    '\u202Ertl',
    'tab\there',
    'two\nlines',
    '\u0000\u001B[31mred',
    '\uD800',
    'ﬂ°°35¶ß',
    'n'.repeat(64),
    '中'.repeat(64),
    '"'.repeat(64),
    ' ',
  ],
];

function hostile(): Shown {
  const given = shown({
    title: hostileTexts.join(' ').slice(0, 300),
    targets: hostileTexts.map(() => 'x PENDING'),
    groups: [
      { path: 'end', from: 0, to: 30 },
      { path: 'end/"]; click n0', from: 20, to: 30 },
      { path: '<i>#;`', from: 30, to: hostileTexts.length },
    ],
    edges: [edge(30, [0, 30]), edge([20, 30], 3, true)],
  });
  const named = hostileTexts.map((name, at): [number, TreeFacts] => [
    at,
    { name, path: name, startedAt: null, durationS: null, blockedBy: null },
  ]);
  return { ...given, facts: { ...given.facts, targets: new Map(named) } };
}

/** By the name of the file. */
export const shownFleets: Readonly<Record<string, Shown>> = {
  'diamond-waiting': diamond('lib PENDING', 'left PENDING', 'right PENDING', 'app PENDING'),
  'diamond-running': diamond('lib SUCCEEDED 154', 'left RUNNING 12', 'right QUEUED', 'app PENDING'),
  'diamond-failed': diamond('lib SUCCEEDED 154', 'left FAILED 5', 'right SUCCEEDED 3900', 'app BLOCKED'),
  'nested-running': nested(
    ...['log SUCCEEDED 154', 'http SUCCEEDED 61', 'ledger SUCCEEDED 40', 'gateway RUNNING 72'],
    ...['vat FAILED 5', 'invoices PENDING', 'sepa QUEUED', 'web PENDING', 'mobile PENDING'],
  ),
  'nested-ended': nested(
    ...['log SUCCEEDED 154', 'http LOST', 'ledger BLOCKED', 'gateway CANCELLED 2', 'vat SKIPPED'],
    ...['invoices SUCCEEDED 0', 'sepa SUCCEEDED 90', 'web BLOCKED', 'mobile AWAITING_INPUT 9'],
  ),
  'large-folded': shown(large),
  'large-expanded': shown({ ...large, expand: ['team-3'] }),
  'plain-list': shown({
    title: 'A plain list',
    targets: Array.from({ length: 250 }, (_, at) => `r${at} ${at < 100 ? 'SUCCEEDED 9' : 'PENDING'}`),
    edges: [edge(249, 0)],
  }),
  'plain-list-expanded': shown({
    title: 'A plain list',
    targets: Array.from({ length: 250 }, (_, at) => `r${at} ${at < 100 ? 'SUCCEEDED 9' : 'PENDING'}`),
    edges: [edge(249, 0)],
    expand: ['default'],
  }),
  hostile: hostile(),
};
