/** Links of the page, the library's included, show their screen without loading the page anew. */
import { useEffect } from 'react';
import { navigate } from 'wouter/use-browser-location';
import { screenOf } from './own-link.ts';

function follow(event: MouseEvent): void {
  const link = event.target instanceof Element ? event.target.closest('a') : null;
  if (event.defaultPrevented || link === null || !link.hasAttribute('href')) return;
  const { href, target } = link;
  const elsewhere = event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey;
  const screen = screenOf({ origin: location.origin, href, target, download: link.hasAttribute('download'), elsewhere });
  if (screen === undefined) return;
  event.preventDefault();
  navigate(screen);
}

export function useOwnLinks(): void {
  useEffect(() => {
    document.addEventListener('click', follow);
    return () => {
      document.removeEventListener('click', follow);
    };
  }, []);
}
