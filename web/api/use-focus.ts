/** Whether the window has the focus of its user: a page that nobody looks at asks less often. */
import { useSyncExternalStore } from 'react';

function subscribe(changed: () => void): () => void {
  window.addEventListener('focus', changed);
  window.addEventListener('blur', changed);
  return () => {
    window.removeEventListener('focus', changed);
    window.removeEventListener('blur', changed);
  };
}

export const useFocus = (): boolean => useSyncExternalStore(subscribe, () => document.hasFocus());
