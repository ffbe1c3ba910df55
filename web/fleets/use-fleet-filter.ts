/** The filter of the list of fleets, kept in the address. */
import { useUrlState } from '../frame/use-url-state.ts';
import type { FleetFilter } from './fleet-filter.ts';

export type FilterName = keyof FleetFilter;

export interface UsedFilter {
  readonly filter: FleetFilter;
  /** Null takes it away. */
  readonly set: (name: FilterName, value: string | null) => void;
  /** What is searched in the rows. */
  readonly text: string;
  readonly setText: (text: string) => void;
}

export function useFleetFilter(): UsedFilter {
  const [status, setStatus] = useUrlState('status');
  const [owner, setOwner] = useUrlState('owner');
  const [team, setTeam] = useUrlState('team');
  const [label, setLabel] = useUrlState('label');
  const [since, setSince] = useUrlState('since');
  const [text, setText] = useUrlState('q');
  const setters = { status: setStatus, owner: setOwner, team: setTeam, label: setLabel, since: setSince };
  return {
    filter: { status, owner, team, label, since },
    set: (name, value) => {
      setters[name](value);
    },
    text: text ?? '',
    setText,
  };
}
