/** The words above the tab and the way to a screen, from its address. */
import { links, listOf } from '../frame/links.ts';

export interface Crumb {
  readonly text: string;
  readonly href: string;
}

/** The way to a screen, itself at the end. Empty: there is no such screen. @param fleetTitle of the fleet of the path, where it is known */
export function crumbsOf(path: string, fleetTitle: string | undefined): readonly Crumb[] {
  const list = listOf(path);
  if (list === undefined) return [];
  const top = { text: list.text, href: list.path };
  const below = path.slice(list.path.length + 1);
  if (below === '') return [top];
  return [top, { text: list.path === links.fleets ? (fleetTitle ?? below) : below, href: path }];
}

/** Example: `(2) Migrate to slog · bgagent`. @param waiting fleets that wait for a person */
export function pageTitle(crumbs: readonly Crumb[], waiting: number): string {
  const name = crumbs.at(-1)?.text ?? 'No such page';
  return `${waiting === 0 ? '' : `(${waiting}) `}${name} · bgagent`;
}
