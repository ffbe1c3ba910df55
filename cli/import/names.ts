/**
 * Names of a plan as names of a fleet (semantics 7). A group may have any name in a plan, such as "Phase 1"; in a fleet its name is a
 * part of paths and branches. The name of a group is changed, in references too; an id is the user's to change.
 * Example: fitName('Phase 1: Build') → 'Phase-1-Build'; fitName('build') → 'build'; fitName('構築') → undefined.
 */
import { isBranchPart } from '../../core/branch-path.ts';

const namePattern = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/;
/** The group of targets outside all groups has this name. */
const reserved = 'default';

/** Whether a target may have this id. */
export const isName = (text: string): boolean => namePattern.test(text) && isBranchPart(text);

/** The nearest name that a group may have; undefined where there is none. */
export const fitGroupName = (name: string): string | undefined => (name === reserved ? `${reserved}-group` : fitName(name));

/** The nearest name that a target may have: the text itself where it is one; undefined where no character of it may stay. */
export function fitName(text: string): string | undefined {
  if (isName(text)) return text;
  const fit = text
    .normalize('NFKD')
    .replaceAll(/\p{M}+/gu, '')
    .replaceAll(/[^A-Za-z0-9_.-]+/g, '-')
    .replaceAll(/\.{2,}/g, '.')
    .replace(/^[_.-]+/, '')
    .slice(0, 64);
  const ended = withoutEnd(fit);
  return isName(ended) ? ended : undefined;
}

/** A text without the ends that no branch may have. */
function withoutEnd(text: string): string {
  if (text.endsWith('.lock')) return withoutEnd(text.slice(0, -'.lock'.length));
  return /[_.-]$/.test(text) ? withoutEnd(text.slice(0, -1)) : text;
}

/** A reference with the names that its groups have in the fleet. Its last part is the id of a job. */
export function fitReference(reference: string): string {
  const parts = reference.split('/');
  return parts.map((part, at) => (at === parts.length - 1 ? part : (fitGroupName(part) ?? part))).join('/');
}
