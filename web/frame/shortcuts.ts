/** The shortcuts of what is shown now: a screen adds its own while it is there, and the help lists them. */
import { Cell } from '../cell.ts';

export interface Shortcut {
  /** As the browser names the key: `j`, `Enter`, `Escape`, `/`; two after one another: `g i`. */
  readonly key: string;
  /** What it does, for the help: `Pause the fleet`. */
  readonly label: string;
  readonly run: () => void;
}

export const shortcuts = new Cell<readonly Shortcut[]>([]);

/** Adds a shortcut. The last one of a key counts. @returns what takes it away */
export function addShortcut(shortcut: Shortcut): () => void {
  shortcuts.set([...shortcuts.get(), shortcut]);
  return () => {
    shortcuts.set(shortcuts.get().filter((each) => each !== shortcut));
  };
}

export const shortcutOf = (key: string): Shortcut | undefined => shortcuts.get().findLast((each) => each.key === key);
