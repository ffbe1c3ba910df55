/** What the API says against a start, and what it warns of, before anything is started. */
import type { PlanView } from '../../contracts/http/plan.ts';
import { client, unwrap } from '../api/browser-client.ts';
import { useRead } from '../api/use-read.ts';
import { checkRequest, type Checked } from './phase-options.ts';
import type { Told } from './place-problems.ts';
import { useSettled } from './use-settled.ts';

export interface PhasePlan {
  readonly checked: Checked;
  readonly problems: readonly Told[];
  readonly warnings: PlanView['warnings'];
}

export function usePhasePlan(request: Readonly<Record<string, unknown>>): PhasePlan {
  const text = JSON.stringify(request);
  const checked = checkRequest(request);
  const settled = useSettled({ text, checked }, text);
  const plan = useRead({
    key: ['phase-plan', settled.text],
    read: async (signal) => {
      if (!settled.checked.ok) throw new Error('Only a request that keeps the rules is planned.');
      return unwrap(await client.planFleet({ body: settled.checked.body, signal }));
    },
    enabled: settled.checked.ok,
    freshFor: 60_000,
  });
  if (!checked.ok) return { checked, problems: checked.problems, warnings: [] };
  // What is said of an earlier request is not said of this one.
  const isOfThis = settled.text === text;
  const error = isOfThis ? plan.failure?.error : undefined;
  return {
    checked,
    problems: error === undefined ? [] : error.details.length > 0 ? error.details : [{ path: '', message: error.message }],
    warnings: (isOfThis ? plan.data?.warnings : undefined) ?? [],
  };
}
