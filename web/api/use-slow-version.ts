/**
 * The version of a fleet for reads of all its targets. While a large fleet works, its version changes every moment, and each such read would
 * cost the service more than it tells: so it is a version that is some seconds old at most.
 */
import { useEffect, useRef, useState } from 'react';
import type { FleetView } from '../../contracts/http/fleet.ts';
import { waitForVersion } from './slow-version.ts';

export function useSlowVersion({ version, status, progress }: Pick<FleetView, 'version' | 'status' | 'progress'>): number {
  const [shown, setShown] = useState(version);
  const changedAt = useRef(0);
  useEffect(() => {
    if (version === shown) return undefined;
    const waitMs = waitForVersion(status, progress.total, Date.now() - changedAt.current);
    const timer = setTimeout(() => {
      changedAt.current = Date.now();
      setShown(version);
    }, waitMs);
    return () => {
      clearTimeout(timer);
    };
  }, [version, shown, status, progress.total]);
  return shown;
}
