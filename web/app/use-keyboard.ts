/** Listens to the keys of the page, and runs the shortcut that is pressed. */
import { useEffect } from 'react';
import { readPress, type Pending, type Place } from '../frame/keyboard.ts';
import { letterKeys } from '../frame/preferences.ts';
import { shortcutOf, shortcuts } from '../frame/shortcuts.ts';

const nowhere: Place = { tag: 'body', type: '', role: '', editable: false, inDialog: false, expanded: false };

function placeOf(target: EventTarget | null): Place {
  // The library leaves a closed dialog in the document.
  const inDialog = [...document.querySelectorAll('[role="dialog"]')].some((dialog) => dialog.checkVisibility());
  if (!(target instanceof HTMLElement)) return { ...nowhere, inDialog };
  return {
    tag: target.tagName.toLowerCase(),
    type: target.getAttribute('type') ?? '',
    role: target.getAttribute('role') ?? '',
    editable: target.isContentEditable,
    inDialog,
    expanded: target.getAttribute('aria-expanded') === 'true' && target.hasAttribute('aria-haspopup'),
  };
}

export function useKeyboard(): void {
  useEffect(() => {
    let pending: Pending | undefined;
    const listen = (event: KeyboardEvent) => {
      const known = new Set(shortcuts.get().map(({ key }) => key));
      const keys = { known, pending, lettersOff: letterKeys.get() === 'off' };
      const read = readPress(event, placeOf(event.target), keys, Date.now());
      pending = read.pending;
      if (read.shortcut === undefined) return;
      event.preventDefault();
      shortcutOf(read.shortcut)?.run();
    };
    document.addEventListener('keydown', listen);
    return () => {
      document.removeEventListener('keydown', listen);
    };
  }, []);
}
