/** The screen that is shown: the way to it, its title above the tab, and where the focus is after going to it. */
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { useLocation } from 'wouter';
import type { FleetView } from '../../contracts/http/fleet.ts';
import { queryKeys } from '../api/query-keys.ts';
import { useWaitingCount } from '../api/use-inbox.ts';
import { crumbsOf, pageTitle, type Crumb } from './page-title.ts';

export interface Screen {
  readonly crumbs: readonly Crumb[];
  readonly title: string;
}

/** The title of the fleet of a path, as its screen has read it: nothing is read for this. */
function useFleetTitle(path: string): string | undefined {
  const id = /^\/fleets\/([^/]+)$/.exec(path)?.[1] ?? '';
  return useQuery<FleetView>({ queryKey: queryKeys.fleet(id), enabled: false }).data?.title;
}

export function useScreen(): Screen {
  const [path] = useLocation();
  const crumbs = crumbsOf(path, useFleetTitle(path));
  return { crumbs, title: pageTitle(crumbs, useWaitingCount()) };
}

/** After going to another screen the focus is at its beginning, as it would be on a page that is loaded anew. */
export function useFocusOnContent(): void {
  const [path] = useLocation();
  const before = useRef(path);
  const wentBack = useRef(false);
  useEffect(() => {
    const listen = () => {
      wentBack.current = true;
    };
    window.addEventListener('popstate', listen);
    return () => {
      window.removeEventListener('popstate', listen);
    };
  }, []);
  useEffect(() => {
    if (before.current === path) return;
    before.current = path;
    document.getElementById('content')?.focus({ preventScroll: true });
    // The browser scrolls to where one was.
    if (!wentBack.current) window.scrollTo(0, 0);
    wentBack.current = false;
  }, [path]);
}
