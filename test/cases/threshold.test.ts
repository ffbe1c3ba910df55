import * as z from 'zod';
import { failureClasses } from '../../core/failure.ts';
import { defaultPolicy, judgeFailures, noEndings, withEnding, type FailurePolicy } from '../../core/failure-policy.ts';
import { percent } from '../../core/percent.ts';
import { caseTable } from './case-table.ts';

const policy = z.strictObject({
  threshold_percent: z.number().optional(),
  threshold_count: z.number().optional(),
  of: z.enum(['finished', 'total']).optional(),
  min_finished: z.number().optional(),
  uniform_early_failure: z.number().optional(),
  exclude_classes: z.array(z.enum(failureClasses)).optional(),
  action: z.enum(['pause', 'abort']).optional(),
  unit: z.literal('target').optional(),
});
const schema = {
  input: z.strictObject({
    policy,
    total: z.number(),
    settled: z.array(z.string().regex(/^(S|L|F:\w+)$/)),
    in_flight: z.number().default(0),
    acknowledged: z.number().default(0),
    uniform_acknowledged: z.boolean().default(false),
  }),
  expected: z.object({
    breach: z.enum(['threshold', 'uniform_failure']).nullable(),
    percent_failed_of_finished: z.number().nullable(),
    percent_failed_of_total: z.number(),
  }),
};

const policyOf = (given: z.infer<typeof policy>): FailurePolicy => ({
  ...defaultPolicy,
  thresholdPercent: given.threshold_percent ?? null,
  thresholdCount: given.threshold_count ?? null,
  of: given.of ?? 'finished',
  minFinished: given.min_finished ?? null,
  uniformEarlyFailure: given.uniform_early_failure ?? 3,
  excludeClasses: given.exclude_classes ?? [],
});

const classes = z.enum(failureClasses);
const endingOf = (letter: string) =>
  letter === 'S'
    ? ({ status: 'SUCCEEDED', class: null } as const)
    : letter === 'L'
      ? ({ status: 'LOST', class: 'lost' } as const)
      : ({ status: 'FAILED', class: classes.parse(letter.slice(2)) } as const);

caseTable('threshold', schema, (input, expected) => {
  const rules = policyOf(input.policy);
  const endings = input.settled.map(endingOf);
  const counted = endings.filter((ending) => ending.class !== null && !rules.excludeClasses.includes(ending.class));
  const early = endings.reduce((before, ending) => withEnding(before, ending.status, ending.class), {
    ...noEndings,
    reported: input.uniform_acknowledged,
  });
  const tally = {
    total: input.total,
    finished: endings.length,
    failed: counted.length,
    pending: input.total > endings.length + input.in_flight,
  };
  expect({
    breach: judgeFailures(rules, tally, { acknowledged: input.acknowledged, early }),
    percent_failed_of_finished: tally.finished === 0 ? null : percent(tally.failed, tally.finished),
    percent_failed_of_total: percent(tally.failed, tally.total),
  }).toEqual(expected);
});
