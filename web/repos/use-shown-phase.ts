/** The fleet whose phase the page of a repository shows: the one that has the repository now, else the last one, which the address names. */
import { useEffect } from 'react';
import type { OneRepository } from '../../contracts/http/repo-operations.ts';
import { useUrlState } from '../frame/use-url-state.ts';

export interface ShownPhase {
  readonly fleetId: string;
  /** False: it is somebody else's, and cannot be looked at. */
  readonly yours: boolean;
  readonly status: NonNullable<OneRepository['exclusive_fleet']>['status'] | undefined;
}

export function useShownPhase({ exclusive_fleet: running }: Pick<OneRepository, 'exclusive_fleet'>): {
  readonly phase: ShownPhase | undefined;
  readonly showPhase: (fleetId: string | undefined) => void;
} {
  const [last, setLast] = useUrlState('phase');
  const own = running?.yours ? running.fleet_id : undefined;
  useEffect(() => {
    // When it has ended, its result stays until somebody has seen it.
    if (own !== undefined) setLast(own);
  }, [own, setLast]);
  const phase =
    running === null
      ? last === null
        ? undefined
        : { fleetId: last, yours: true, status: undefined }
      : { fleetId: running.fleet_id, yours: running.yours, status: running.status };
  return {
    phase,
    showPhase: (fleetId) => {
      setLast(fleetId ?? null);
    },
  };
}
