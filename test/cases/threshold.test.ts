import * as z from 'zod';
import { failurePolicy, policyOf } from '../../contracts/failure-policy.ts';
import { failureClasses } from '../../core/failure.ts';
import { judgeFailures, noEndings, withEnding } from '../../core/failure-policy.ts';
import { percent } from '../../core/ledger/tally.ts';
import { caseTable } from './case-table.ts';

const schema = {
  input: z.strictObject({
    policy: failurePolicy.nullable(),
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

const classes = z.enum(failureClasses);
const endingOf = (letter: string) =>
  letter === 'S'
    ? ({ status: 'SUCCEEDED', class: null } as const)
    : letter === 'L'
      ? ({ status: 'LOST', class: 'lost' } as const)
      : ({ status: 'FAILED', class: classes.parse(letter.slice(2)) } as const);

caseTable('threshold', schema, (input, expected) => {
  const policy = policyOf(input.policy);
  const endings = input.settled.map(endingOf);
  const counted = endings.filter((ending) => ending.class !== null && !policy?.excludeClasses.includes(ending.class));
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
    breach: policy && judgeFailures(policy, tally, { acknowledged: input.acknowledged, early }),
    percent_failed_of_finished: tally.finished === 0 ? null : percent(tally.failed, tally.finished),
    percent_failed_of_total: percent(tally.failed, tally.total),
  }).toEqual(expected);
});
