/** Asks the API for the plan of a draft once nobody has typed for a moment, and keeps the last plan while the next one is asked for. */
import { useEffect, useState } from 'react';
import type { PlanView } from '../../contracts/http/plan.ts';
import type { SubmitRequest } from '../../contracts/http/submit.ts';
import { client, unwrap } from '../api/browser-client.ts';
import { useRead } from '../api/use-read.ts';
import type { FleetDocument } from './fleet-document.ts';
import { planState, type Planned, type PlanState } from './plan-state.ts';

/** Milliseconds after the last key. */
const pause = 400;

/** Each text that is asked about has a number of its own: a text is too long for a key. */
let asked = 0;

export interface LivePlan {
  readonly state: PlanState;
  /** The last plan that there was, of an earlier text too. */
  readonly last: Planned | undefined;
  readonly askAgain: () => void;
}

export function usePlan(fleet: FleetDocument): LivePlan {
  const settled = useSettled(fleet);
  const { body } = settled.fleet;
  const read = useRead<PlanView>({
    key: ['plan', settled.number],
    // The body may hold anything: the API reads it, and says what is wrong with it.
    read: async (signal) => unwrap(await client.planFleet({ body: body as unknown as SubmitRequest, signal })),
    enabled: body !== undefined && Object.keys(body).length > 0,
    freshFor: Infinity,
  });
  const isNow = settled.fleet === fleet;
  const state = planState({ fleet, answer: isNow ? read.data : undefined, failure: isNow ? read.failure : undefined });
  const [last, setLast] = useState<Planned>();
  if (state.kind === 'valid' && state.planned.plan !== last?.plan) setLast(state.planned);
  return { state, last, askAgain: read.refetch };
}

/** The draft as it was when nobody had typed for a moment. */
function useSettled(fleet: FleetDocument): { readonly fleet: FleetDocument; readonly number: number } {
  const [settled, setSettled] = useState(() => ({ fleet, number: (asked += 1) }));
  useEffect(() => {
    if (settled.fleet === fleet) return undefined;
    const timer = setTimeout(() => {
      asked += 1;
      setSettled({ fleet, number: asked });
    }, pause);
    return () => {
      clearTimeout(timer);
    };
  }, [fleet, settled]);
  return settled;
}
