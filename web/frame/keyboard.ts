/** Which press of a key does what: a shortcut, the first key of one, or nothing, because somebody types. */

/** A press of a key, as the browser tells of it. */
export interface Press {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly isComposing: boolean;
  /** Whether something has used it already. */
  readonly defaultPrevented: boolean;
}

/** Where the focus is. */
export interface Place {
  /** Such as `input`, `a`, `body`. */
  readonly tag: string;
  /** Of an input. */
  readonly type: string;
  readonly role: string;
  readonly editable: boolean;
  /** In a dialog, which has its own keys. */
  readonly inDialog: boolean;
  /** On what has opened a list or menu. */
  readonly expanded: boolean;
}

/** The first key of a shortcut of two, such as `g` of `g i`. */
export interface Pending {
  readonly key: string;
  /** Epoch ms. */
  readonly at: number;
}

export interface PressRead {
  /** The shortcut that it completes; undefined: none. */
  readonly shortcut?: string;
  readonly pending?: Pending;
}

/** The second key of a shortcut follows within this time. */
const pairMs = 1_500;

const notTyped = new Set(['button', 'checkbox', 'radio', 'submit', 'reset', 'range', 'color', 'file']);
const pressedByEnter = new Set(['a', 'button', 'summary', 'input', 'select', 'textarea']);
const rolesPressedByEnter = new Set(['button', 'link', 'menuitem', 'option', 'tab', 'checkbox', 'radio', 'switch']);
const rolesTyped = new Set(['textbox', 'searchbox', 'combobox', 'listbox', 'menu', 'menuitem', 'option']);

/** Whether keys are text, or choose from a list. */
export function isTyping({ tag, type, role, editable }: Place): boolean {
  if (editable || tag === 'textarea' || tag === 'select' || rolesTyped.has(role)) return true;
  return tag === 'input' && !notTyped.has(type);
}

function isFree(key: string, place: Place): boolean {
  if (place.inDialog || isTyping(place)) return false;
  if (key === 'Escape') return !place.expanded;
  return key !== 'Enter' || !(pressedByEnter.has(place.tag) || rolesPressedByEnter.has(place.role));
}

interface Keys {
  /** All shortcuts that are there now, such as `j`, `Enter`, `g i`. */
  readonly known: ReadonlySet<string>;
  readonly pending: Pending | undefined;
  /** Whether single letters and signs are off (Settings): other keys stay. */
  readonly lettersOff: boolean;
}

/** What a press means at a place. @param now epoch ms */
export function readPress(press: Press, place: Place, { known, pending, lettersOff }: Keys, now: number): PressRead {
  if (press.ctrlKey || press.metaKey || press.altKey || press.isComposing || press.defaultPrevented) return {};
  if (!isFree(press.key, place) || (lettersOff && press.key.length === 1)) return {};
  const pair = pending !== undefined && now - pending.at <= pairMs ? `${pending.key} ${press.key}` : undefined;
  if (pair !== undefined && known.has(pair)) return { shortcut: pair };
  if (known.has(press.key)) return { shortcut: press.key };
  const begins = [...known].some((shortcut) => shortcut.startsWith(`${press.key} `));
  return begins ? { pending: { key: press.key, at: now } } : {};
}

/** The keys of a shortcut, as they are written on a keyboard. */
export const keyNames = (shortcut: string): readonly string[] =>
  shortcut.split(' ').map((key) => (key === 'Escape' ? 'Esc' : key));
