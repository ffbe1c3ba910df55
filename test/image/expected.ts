/** What a worker in the image must have seen (try-in-worker.ts). */
import * as z from 'zod';

const ended = (exitCode: number, printed: RegExp) =>
  z.object({ end: z.object({ kind: z.literal('exited'), exitCode: z.literal(exitCode) }), printed: z.string().regex(printed) });

const expected = z.object({
  walls: z.literal('runner'),
  user: ended(0, /^10001\nCapEff:\t0+$/),
  /** Its own variables, and of the worker's none. */
  variables: ended(1, /^HOME KEY PATH PWD \n?0$/),
  /** The init of the container, and the runner. */
  processes: ended(0, /^tini -- node worker\/runner\/main\.ts node worker\/runner\/main\.ts$/),
  /** Nothing of the image, and no folder of the worker. */
  writable: ended(0, /^\/tmp\n\.\n\/work\/\S+\/home$/),
  private: ended(0, /^$/),
  tools: ended(0, /^git version \S+\nv24\.\S+\n\d+\.\S+$/),
  git: ended(0, /^x$/),
  chain: ended(0, /^started$/),
  alone: ended(0, /^[1-5]$/),
  left: z.literal(true),
});

/** @param seen what the worker printed */
export function problemsOf(seen: unknown): readonly string[] {
  const parsed = expected.safeParse(seen);
  return parsed.success ? [] : parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
}
