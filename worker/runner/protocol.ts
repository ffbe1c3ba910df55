/**
 * What a worker and the process that runs its commands in another container say to each other: HTTP over a Unix socket. `POST /commands`
 * has lines of JSON as its body, first the command, later what is asked of it; the answer is lines of JSON too, of which the last says how
 * the command ended. A caller that disconnects has the command killed. `GET /idle` answers once no command runs, `GET /health` at once.
 */
import * as z from 'zod';

/** An argument or a variable with a NUL cannot be given to a program. */
const text = z.string().refine((value) => !value.includes('\0'), 'must not have a NUL character');
const most = 10_000;

/** The first line of a request. */
export const commandRequest = z.strictObject({
  /** A name of the caller's choice for `GET /ended/ID`, another one for each command. */
  id: z.uuid('must be a UUID'),
  argv: z.array(text).min(1, 'must name a program').max(most),
  /** The whole environment of the command. */
  env: z.record(z.string().regex(/^[^=\0]+$/, 'must be the name of a variable'), text),
  /** Where it runs: a folder within the work folder. */
  cwd: text.refine((path) => path.startsWith('/'), 'must be an absolute path'),
  /** Its standard input, Base64. */
  stdin: z.base64('must be Base64'),
});
export type CommandRequest = z.infer<typeof commandRequest>;

/** A later line of a request. */
export const laterLine = z.strictObject({ ask: z.literal('terminate', 'must be "terminate"') });

/** How a command ended: the last line of an answer. */
export const commandEnded = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('exited'), exitCode: z.number().int().min(0).max(255) }),
  z.strictObject({ kind: z.literal('killed'), by: z.string().regex(/^SIG[A-Z0-9]+$/) }),
  z.strictObject({ kind: z.literal('not-started'), why: z.string().max(2_000) }),
]);
export type CommandEnded = z.infer<typeof commandEnded>;

/** A line before it. `data` is Base64. */
export interface OutputLine {
  readonly kind: 'stdout' | 'stderr';
  readonly data: string;
}

/** Why a request was refused, all problems at once. */
export interface Refusal {
  readonly problems: readonly { readonly path: string; readonly message: string }[];
}

/** Bytes of a request, the standard input of the command included. */
export const mostRequestBytes = 128 * 1_024 * 1_024;
