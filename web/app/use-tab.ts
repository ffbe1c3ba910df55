/** What the browser shows of the page in its tab: the title, and a dot on the icon when something waits. */
import { useEffect } from 'react';

/** @param waits whether the icon has a dot */
const icon = (waits: boolean): string =>
  `data:image/svg+xml,${encodeURIComponent(
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><rect width="16" height="16" rx="4" fill="#0972d3"/>${
      waits ? '<circle cx="11.5" cy="4.5" r="4" fill="#fff"/><circle cx="11.5" cy="4.5" r="3" fill="#d91515"/>' : ''
    }</svg>`,
  )}`;

export function useTab(title: string, waits: boolean): void {
  useEffect(() => {
    document.title = title;
  }, [title]);
  useEffect(() => {
    document.querySelector<HTMLLinkElement>('link[rel="icon"]')?.setAttribute('href', icon(waits));
  }, [waits]);
}
