/** Who is signed in, and that it is an operator: the other steps onboard repositories. */
import * as z from 'zod';
import type { Step } from './step.ts';

const me = z.object({ user: z.string(), operator: z.boolean() });

export const identity: Step = {
  what: 'Signed in',
  async run({ bgagent, token }) {
    const { user, operator } = await bgagent.json(me, ['whoami']);
    if (!operator && token === undefined) {
      throw new Error(`${user} is no operator, and the repositories of the test must be onboarded: join the group operators`);
    }
    return `as ${user}${operator ? ', an operator' : ', a machine'}`;
  },
};
