/**
 * Decides what a picture of a fleet shows: a box for a target, a frame around the parts of a group, or one box for a whole group.
 * A fleet with more than `openTargets` targets shows its groups as boxes, except those that the reader wants expanded.
 * Invariant: the parts cover every target once, in the order of the ordinals. What there is no room for is in a box that says so.
 * Example: 300 targets in `lib` and `app`, expand ['lib'] → a frame g0 with boxes n0, n1, … and the box g1.
 */
import type { GroupRange } from '../ledger/ledger.ts';

/** How much there is room for in a picture. */
export interface Room {
  /** A fleet with more targets shows its groups as boxes. */
  readonly openTargets: number;
  /** Boxes for targets, boxes for groups, and frames. */
  readonly targets: number;
  readonly folded: number;
  readonly frames: number;
}

/** Of a text that a program draws. */
const roomInText: Room = { openTargets: 200, targets: 200, folded: 200, frames: 100 };

/** All parts cover the targets from `from` to `to`, which is excluded. Ids are safe in any notation: they hold a letter and a number. */
interface Range {
  readonly id: string;
  readonly from: number;
  readonly to: number;
}
export interface TargetBox extends Range {
  readonly kind: 'target';
}
/** A group as one box. */
export interface GroupBox extends Range {
  readonly kind: 'group';
  readonly path: string;
}
/** Targets, or groups with all that is in them, for which there is no room. */
export interface RestBox extends Range {
  readonly kind: 'rest';
  /** Number of the groups; 0: targets are left out. */
  readonly groups: number;
}
/** A group whose parts are shown. */
export interface Frame extends Range {
  readonly kind: 'frame';
  readonly path: string;
  readonly parts: readonly Part[];
}
export type Box = TargetBox | GroupBox | RestBox;
export type Part = Box | Frame;

export type Group = Pick<GroupRange, 'path' | 'from' | 'to' | 'shared'>;

export interface PartsSource {
  readonly total: number;
  /** Depth first, as the ledger lists them; in a group, targets come before groups. */
  readonly groups: readonly Group[];
  /** Paths of groups whose content is wanted. A group inside another opens that one, too. */
  readonly expand: readonly string[];
  /** Absent: that of a text. */
  readonly room?: Room;
}

interface Node extends Group {
  readonly id: string;
  readonly isOpen: boolean;
  /** Targets that are in no group inside this one. */
  readonly own: number;
  readonly children: readonly Node[];
}

/** How many boxes one group may show. */
interface Shares {
  readonly targets: number;
  readonly groups: number;
}

export function partsOf(source: PartsSource): Part[] {
  const { room = roomInText } = source;
  const roots = nodesOf(source);
  const open = roots.flatMap(openIn);
  const shares = {
    targets: shareOf(
      open.map(({ own }) => own),
      room.targets,
    ),
    groups: shareOf([roots, ...open.map(({ children }) => children)].map(foldedIn), room.folded),
  };
  const parts = childParts(roots, shares);
  const [only] = parts;
  return only?.kind === 'frame' && isPlainList(source.groups) ? [...only.parts] : parts;
}

/** A fleet that was submitted without groups: all its targets are in `default`. */
export const isPlainList = (groups: readonly Group[]): boolean => groups.length === 1 && groups[0]?.path === 'default';

/** Paths of the outermost groups that a picture does not open, in their order. */
export const foldedPaths = (source: PartsSource): string[] => nodesOf(source).flatMap(foldedBelow);

const foldedBelow = ({ isOpen, path, children }: Node): string[] => (isOpen ? children.flatMap(foldedBelow) : [path]);

/** Name of a group among its siblings. */
export const nameOfGroup = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/** All boxes, those in frames too, in the order of their ordinals. */
export const boxesIn = (parts: readonly Part[]): Box[] =>
  parts.flatMap((part) => (part.kind === 'frame' ? boxesIn(part.parts) : [part]));

/** All frames, each before those in it. */
export const framesIn = (parts: readonly Part[]): Frame[] =>
  parts.flatMap((part) => (part.kind === 'frame' ? [part, ...framesIn(part.parts)] : []));

function nodesOf({ total, groups, expand, room = roomInText }: PartsSource): Node[] {
  const isSmall = total <= room.openTargets && groups.length <= room.frames;
  const opened = isSmall ? new Set(groups.map(({ path }) => path)) : openedBy(expand, room.frames);
  const byParent = Map.groupBy(groups.entries(), ([, { path }]) => path.slice(0, Math.max(0, path.lastIndexOf('/'))));
  const nodes = (parent: string): Node[] =>
    (byParent.get(parent) ?? []).map(([index, { path, from, to, shared }]) => {
      const children = nodes(path);
      const range = { path, from, to, ...(shared ? { shared } : {}) };
      return { ...range, id: `g${index}`, isOpen: opened.has(path), own: (children[0]?.from ?? to) - from, children };
    });
  return nodes('');
}

/** The paths with those of the groups around them; no more than there may be frames. */
function openedBy(expand: readonly string[], mostFrames: number): Set<string> {
  const opened = new Set<string>();
  for (const path of expand) {
    const names = path.split('/');
    const wanted = names.map((_, at) => names.slice(0, at + 1).join('/'));
    if (opened.size + wanted.length <= mostFrames) for (const each of wanted) opened.add(each);
  }
  return opened;
}

const openIn = (node: Node): Node[] => (node.isOpen ? [node, ...node.children.flatMap(openIn)] : []);
const foldedIn = (nodes: readonly Node[]): number => nodes.filter(({ isOpen }) => !isOpen).length;

/** The largest share with which all get `most` at most together, where none gets more than its size. */
function shareOf(sizes: readonly number[], most: number): number {
  let left = most;
  for (const [at, size] of [...sizes].sort((one, other) => one - other).entries()) {
    const share = Math.floor(left / (sizes.length - at));
    if (size > share) return share;
    left -= size;
  }
  return most;
}

function partsInside({ from, own, children }: Node, shares: Shares): Part[] {
  const shown = Math.min(own, shares.targets);
  const targets = Array.from({ length: shown }, (_, at) => targetBox(from + at));
  const rest: RestBox[] = shown < own ? [restBox(from + shown, from + own, 0)] : [];
  return [...targets, ...rest, ...childParts(children, shares)];
}

function childParts(children: readonly Node[], shares: Shares): Part[] {
  const parts: Part[] = [];
  let folded = 0;
  for (const child of children) {
    const { id, path, from, to } = child;
    if (child.isOpen && child.shared) parts.push(targetBox(from));
    else if (child.isOpen) parts.push({ kind: 'frame', id, path, from, to, parts: partsInside(child, shares) });
    else if (folded < shares.groups) parts.push({ kind: 'group', id, path, from, to });
    else leaveOut(parts, child);
    if (!child.isOpen) folded += 1;
  }
  return parts;
}

/** Groups that are left out one after the other are in one box. */
function leaveOut(parts: Part[], { from, to }: Node): void {
  const last = parts.at(-1);
  if (last?.kind === 'rest' && last.groups > 0) parts[parts.length - 1] = restBox(last.from, to, last.groups + 1);
  else parts.push(restBox(from, to, 1));
}

const targetBox = (ordinal: number): TargetBox => ({ kind: 'target', id: `n${ordinal}`, from: ordinal, to: ordinal + 1 });
const restBox = (from: number, to: number, groups: number): RestBox => ({ kind: 'rest', id: `r${from}`, from, to, groups });
