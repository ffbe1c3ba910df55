/**
 * What a fleet will do, as steps in words: from its request, with the defaults filled in, and the plan that the API made of it.
 * Example: canary 1, a group that needs an approval → Canary: 1 target alone · Waits for you · 2 targets, 4 at a time · Waits for an
 * approval of payments · 2 targets of payments · If more than 20 % of what finished has failed.
 */
import type { PlanView } from '../../contracts/http/plan.ts';
import { submitBody, type GroupRequest, type SubmitBody } from '../../contracts/http/submit.ts';
import { plural } from '../../core/text/plural.ts';
import type { Body } from './fleet-document.ts';
import type { PlanStep } from './plan-step.ts';
import { ruleSteps } from './plan-rules.ts';
import { stagesOf } from './plan-stages.ts';

/** @param body as it was sent; the API has accepted it */
export function planSteps(body: Body, plan: PlanView): readonly PlanStep[] {
  const read = submitBody.safeParse(body);
  if (!read.success) return [];
  const { data } = read;
  return [...startSteps(data), ...workSteps(data, plan), ...eachSteps(plan, data), ...ruleSteps(data, plan, body)];
}

const startSteps = ({ require_approval: required }: SubmitBody): PlanStep[] =>
  required ? [{ kind: 'wait', title: 'Waits for you', note: 'Nothing starts before it is approved.' }] : [];

function workSteps(body: SubmitBody, plan: PlanView): PlanStep[] {
  const count = Math.min(body.canary?.count ?? 0, plan.launch_order.length);
  const canary = plan.launch_order.slice(0, count);
  const rest = plan.launch_order.slice(count);
  const gates = gatesOf(body.groups ?? []);
  const stages = stagesOf(plan, gates);
  const caps = new Map(plan.targets.map(({ path, wave }) => [path, wave]));
  const steps: PlanStep[] = count === 0 ? [] : [canaryStep(canary)];
  if (count > 0 && rest.length > 0) {
    steps.push({
      kind: 'wait',
      title: 'Waits for you',
      note: `You look at the first ${count === 1 ? 'result' : 'results'}, then continue.`,
    });
  }
  for (const stage of [-1, ...gates.keys()]) {
    const gate = gates[stage];
    const inStage = rest.filter((path) => (stages.get(path) ?? -1) === stage);
    if (gate !== undefined && (inStage.length > 0 || plan.launch_order.some((path) => path.startsWith(`${gate}/`)))) {
      steps.push({ kind: 'wait', title: `Waits for an approval of ${gate}`, note: 'It asks when nothing else can start.' });
    }
    if (inStage.length > 0) steps.push(workStep(inStage, { body, gate, waves: wavesOf(inStage, caps) }));
  }
  return steps;
}

const canaryStep = (targets: readonly string[]): PlanStep => ({
  kind: 'work',
  title: `Canary: ${plural(targets.length, 'target')} alone`,
  targets,
});

interface Work {
  readonly body: SubmitBody;
  readonly gate: string | undefined;
  /** Targets of each wave. */
  readonly waves: readonly number[];
}

function workStep(targets: readonly string[], { body, gate, waves }: Work): PlanStep {
  const atOnce = body.max_concurrency;
  const isWithin = gate !== undefined && targets.every((path) => path.startsWith(`${gate}/`) || path === gate);
  const of = isWithin ? ` of ${gate}` : '';
  const pace =
    targets.length === 1 ? '' : targets.length <= atOnce && waves.length < 2 ? ' at the same time' : `, ${atOnce} at a time`;
  const notes = [
    ...(targets.length > atOnce && waves.length < 2 ? ['One ends, the next starts.'] : []),
    ...(waves.length > 1
      ? [`What they depend on comes first: ${waves.slice(0, 8).join(', then ')}${waves.length > 8 ? ' …' : ''}.`]
      : []),
    ...(body.ramp
      ? [`It begins with ${body.ramp.start} at a time, and takes ${body.ramp.factor} times as many when they succeed.`]
      : []),
    ...(body.launches_per_minute == null ? [] : [`It starts ${plural(body.launches_per_minute, 'target')} a minute at most.`]),
  ];
  return {
    kind: 'work',
    title: `${plural(targets.length, 'target')}${of}${pace}`,
    ...(notes.length > 0 ? { note: notes.join(' ') } : {}),
    targets,
  };
}

function wavesOf(paths: readonly string[], waveOf: ReadonlyMap<string, number>): number[] {
  const counts = new Map<number, number>();
  for (const path of paths) {
    const wave = waveOf.get(path) ?? 1;
    counts.set(wave, (counts.get(wave) ?? 0) + 1);
  }
  return [...counts].sort(([one], [other]) => one - other).map(([, count]) => count);
}

/** Paths of the groups that wait for an approval, the outer ones before those in them. */
function gatesOf(groups: readonly GroupRequest[], around = ''): string[] {
  return groups.flatMap((group) => {
    const path = around + group.name;
    return [...(group.approval === 'required' ? [path] : []), ...gatesOf(group.groups, `${path}/`)];
  });
}

/** What each target does, and whether a person looks at it. */
function eachSteps({ steps, publish }: PlanView, { pause_between: pauses }: SubmitBody): PlanStep[] {
  const names = steps.map(({ name, gate, batches }) => {
    const inBatches = batches === null ? '' : ` (${batches.size} tasks of ${batches.file} at a time)`;
    return `${gate ? 'waits for you → ' : ''}${name}${inBatches}`;
  });
  return [
    ...(names.length === 0
      ? []
      : [{ kind: 'rule', title: `Each target takes ${plural(steps.length, 'step')}`, note: `${names.join(' → ')}.` } as const]),
    ...(pauses == null
      ? []
      : [
          {
            kind: 'wait',
            title: `Waits for you before each further ${pauses === 'steps' ? 'step' : 'batch'} of a target`,
          } as const,
        ]),
    ...(publish === 'review'
      ? [
          {
            kind: 'wait',
            title: 'Each change waits for a review',
            note: 'No pull request is opened before a person has approved it.',
          } as const,
        ]
      : []),
  ];
}
