/** Sends a draft, and goes to the fleet that it has become. */
import { useLocation } from 'wouter';
import { plural } from '../../core/text/plural.ts';
import { useFlashes } from '../frame/flashes.tsx';
import { links } from '../frame/links.ts';
import type { DraftState } from './use-draft.ts';
import { useStart, type Start } from './use-start.ts';

export function useSubmission(state: DraftState): Start {
  const [, navigate] = useLocation();
  const flashes = useFlashes();
  return useStart(({ fleet, again }) => {
    state.forget();
    const what = `${fleet.title}: ${plural(fleet.progress.total, 'target')}.`;
    const content = again ? `${what} It had been accepted before, and was not started a second time.` : what;
    flashes.add({ id: 'submitted', type: 'success', header: 'Submitted', content });
    navigate(links.fleet(fleet.fleet_id));
  });
}
