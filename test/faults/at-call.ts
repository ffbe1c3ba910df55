import type { Outcome } from './stage/call.ts';
import type { Rule } from './stage/gate.ts';

/** A rule that holds everything at the n-th call, which passes before that or does not. `reached` resolves then. */
export function atCall(nth: number, passes: boolean): { rule: Rule; reached: Promise<void> } {
  let calls = 0;
  const { promise: reached, resolve } = Promise.withResolvers<undefined>();
  const rule: Rule = async (call): Promise<Outcome> => {
    // Polls are no moments: they come whether anything happens or not.
    if (call.operation !== 'ReceiveMessage') calls += 1;
    if (calls < nth) return undefined;
    if (calls === nth && passes && call.operation !== 'ReceiveMessage') await call.pass();
    resolve(undefined);
    return 'cut';
  };
  return { rule, reached };
}
