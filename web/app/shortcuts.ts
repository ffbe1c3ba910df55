/** The shortcuts of what is shown now: a screen adds its own while it is there, and the help lists them. */

export interface Shortcut {
  /** As the browser names the key: `j`, `Enter`, `Escape`, `/`; two after one another: `g i`. */
  readonly key: string;
  /** What it does, for the help: `Pause the fleet`. */
  readonly label: string;
  readonly run: () => void;
}

let list: readonly Shortcut[] = [];
const listeners = new Set<() => void>();

function change(next: readonly Shortcut[]): void {
  list = next;
  for (const listener of listeners) listener();
}

/** Adds a shortcut. The last one of a key counts. @returns what takes it away */
export function addShortcut(shortcut: Shortcut): () => void {
  change([...list, shortcut]);
  return () => {
    change(list.filter((each) => each !== shortcut));
  };
}

export const shortcutsNow = (): readonly Shortcut[] => list;

/** Calls back at each change. @returns what ends that */
export function onShortcuts(listener: () => void): () => void {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
}

export const shortcutOf = (key: string): Shortcut | undefined => list.findLast((each) => each.key === key);
