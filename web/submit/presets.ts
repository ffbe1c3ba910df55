/** Three ways to be careful, and the settings of a fleet that each stands for. */
import { defaultPolicy } from '../../core/failure-policy.ts';
import { defaultSettings } from '../../core/settings.ts';
import { limits } from '../../contracts/limits.ts';
import type { Edit } from './edit-fleet.ts';
import { valueAt, type Body } from './fleet-document.ts';

export const carefulness = ['careful', 'usual', 'all-at-once'] as const;
export type Carefulness = (typeof carefulness)[number];

interface Settings {
  readonly canary: number | undefined;
  readonly atOnce: number | undefined;
  readonly percent: number | undefined;
}

/** Undefined: not written, which is the default. */
const settingsOf: Readonly<Record<Carefulness, Settings>> = {
  careful: { canary: 1, atOnce: 3, percent: 10 },
  usual: { canary: undefined, atOnce: undefined, percent: undefined },
  'all-at-once': { canary: undefined, atOnce: limits.maxConcurrency, percent: undefined },
};

export const carefulnessWords: Readonly<Record<Carefulness, { readonly name: string; readonly what: string }>> = {
  careful: { name: 'Careful', what: 'Canary of 1, then 3 at a time. More than 10 % failed: it waits for you.' },
  usual: {
    name: 'Usual',
    what: `${defaultSettings.maxConcurrency} at a time. More than ${defaultPolicy.thresholdPercent ?? 0} % failed: it waits for you.`,
  },
  'all-at-once': {
    name: 'All at once',
    what: `Up to ${limits.maxConcurrency.toLocaleString('en-US')} at a time. More than ${defaultPolicy.thresholdPercent ?? 0} % failed: it waits for you.`,
  },
};

const paths = {
  canary: ['canary', 'count'],
  atOnce: ['max_concurrency'],
  percent: ['failure', 'threshold_percent'],
} as const;

/** What changes the request so that it is as careful. A limit by count of failures goes, as the percentage takes its place. */
export function editsOf(chosen: Carefulness): readonly Edit[] {
  const { canary, atOnce, percent } = settingsOf[chosen];
  return [
    canary === undefined ? { path: ['canary'], value: undefined } : { path: paths.canary, value: canary },
    { path: paths.atOnce, value: atOnce },
    { path: ['failure', 'threshold_count'], value: undefined },
    { path: paths.percent, value: percent },
  ];
}

/** Undefined: as none of the three. */
export function carefulnessOf(body: Body): Carefulness | undefined {
  if (body['failure'] === null || valueAt(body, ['failure', 'threshold_count']) != null) return undefined;
  const given: Settings = {
    canary: numberAt(body, paths.canary),
    atOnce: numberAt(body, paths.atOnce) ?? defaultSettings.maxConcurrency,
    percent: numberAt(body, paths.percent) ?? defaultPolicy.thresholdPercent ?? undefined,
  };
  return carefulness.find((name) => {
    const { canary, atOnce = defaultSettings.maxConcurrency, percent = defaultPolicy.thresholdPercent } = settingsOf[name];
    return given.canary === canary && given.atOnce === atOnce && given.percent === percent;
  });
}

function numberAt(body: Body, path: readonly string[]): number | undefined {
  const value = valueAt(body, path);
  return typeof value === 'number' ? value : undefined;
}
