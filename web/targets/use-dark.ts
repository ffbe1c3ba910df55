/** Whether the page is dark now, for what is drawn in colours that do not follow by themselves. */
import { useSyncExternalStore } from 'react';

function subscribe(changed: () => void): () => void {
  const observer = new MutationObserver(changed);
  observer.observe(document.body, { attributes: true, attributeFilter: ['class'] });
  return () => {
    observer.disconnect();
  };
}

export const useDark = (): boolean => useSyncExternalStore(subscribe, () => document.body.classList.contains('awsui-dark-mode'));
