import * as z from 'zod';

/** What a scenario may ask of the issuer's administrator. */
export const deskRequest = z.discriminatedUnion('ask', [
  z.strictObject({ ask: z.literal('person'), name: z.string(), groups: z.array(z.string()) }),
  /** Of the tokens from now on. */
  z.strictObject({ ask: z.literal('lives'), seconds: z.number() }),
  /** Ends all sign-ins of a person. */
  z.strictObject({ ask: z.literal('revoke'), name: z.string() }),
  z.strictObject({ ask: z.literal('stop') }),
  z.strictObject({ ask: z.literal('start') }),
]);
export type DeskRequest = z.infer<typeof deskRequest>;

/** @throws Error saying what the desk answered */
export async function askDesk(desk: string, request: DeskRequest): Promise<void> {
  const answer = await fetch(desk, { method: 'POST', body: JSON.stringify(request) });
  if (!answer.ok) throw new Error(`The desk of the issuer answered ${answer.status}: ${await answer.text()}`);
}
