/** The settings of a pool of users in Amazon Cognito. */
import * as z from 'zod';
import { scopes } from '../contracts/scopes.ts';

export const userPoolSettings = z.strictObject({
  /** The pages for signing in are at `https://<domain_prefix>.auth.<region>.amazoncognito.com`. No other pool of the region has it. */
  domain_prefix: z
    .string()
    .regex(/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/, 'must be 1 to 63 of a-z, 0-9 and -, not at its ends')
    .refine((prefix) => !/aws|amazon|cognito/.test(prefix), 'must not hold aws, amazon or cognito: Cognito refuses that'),
  /** Clients of programs that sign in by themselves, by name, each with what it may do. */
  machines: z
    .record(
      z.string().regex(/^[a-z][a-z0-9-]{0,39}$/, 'must be 1 to 40 of a-z, 0-9 and -, starting with a letter'),
      z.array(z.enum(scopes)).min(1),
    )
    .default({}),
});
export type UserPoolSettings = z.infer<typeof userPoolSettings>;
