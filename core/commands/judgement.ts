/** How a command is judged: applied, without change, or refused with a code and a sentence. Its verdict says the same. */
import type { Verdict } from '../ledger/ledger.ts';

export type Judgement =
  | (Pick<Verdict, 'code' | 'message' | 'refused'> & { readonly result: 'applied' | 'no_change' })
  | (Pick<Verdict, 'refused'> & { readonly result: 'refused'; readonly code: string; readonly message: string });

export const applied = { result: 'applied', code: null, message: null } as const;
export const noChange: Judgement = { result: 'no_change', code: null, message: null };
export const refuse = (code: string, message: string): Judgement => ({ result: 'refused', code, message });
