/** Messages of the browser when a fleet of the person who looks at the page waits or has ended, if they are switched on. */
import { useEffect, useRef } from 'react';
import { navigate } from 'wouter/use-browser-location';
import type { FleetSummary } from '../../contracts/fleet-records.ts';
import { useMe } from '../api/use-me.ts';
import { useOwnFleets } from '../api/use-own-fleets.ts';
import { useCell } from './use-cell.ts';
import { newsOf, type News } from './fleet-news.ts';
import { links } from './links.ts';
import { notices } from './preferences.ts';

export const noticesArePossible = (): boolean => 'Notification' in globalThis;

function tell({ fleetId, title, body }: News): void {
  // Several tabs tell the same: the browser shows one of each tag.
  const notice = new Notification(title, { body, tag: `bgagent-${fleetId}` });
  notice.addEventListener('click', () => {
    window.focus();
    navigate(links.fleet(fleetId));
    notice.close();
  });
}

export function useNotices(): void {
  const isOn = useCell(notices) === 'on' && noticesArePossible() && Notification.permission === 'granted';
  const { data: me } = useMe();
  const fleets = useOwnFleets(isOn ? me?.user : undefined);
  const before = useRef<readonly FleetSummary[]>(undefined);
  useEffect(() => {
    if (!isOn || fleets === undefined) {
      before.current = undefined;
      return;
    }
    // Who looks at the page sees it.
    if (!document.hasFocus()) for (const news of newsOf(before.current, fleets)) tell(news);
    before.current = fleets;
  }, [isOn, fleets]);
}
