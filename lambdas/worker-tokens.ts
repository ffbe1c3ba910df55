/**
 * Tokens of a worker that has no AWS role. Each stands for one task and one hold of it: with the first a process may claim the task, once;
 * with the second, which it gets for that, it reads and reports until the hold ends.
 */
import { decodeProtectedHeader, errors, jwtVerify, SignJWT } from 'jose';
import * as z from 'zod';
import type { SigningKeys } from '../adapters/signing-keys.ts';
import { ulid } from '../contracts/messages.ts';

export const workerTokenKinds = ['launch', 'session'] as const;
export type WorkerTokenKind = (typeof workerTokenKinds)[number];

const claims = z.object({ sub: ulid, kind: z.enum(workerTokenKinds), claim: z.int().positive() });

/** The task, and the number of the hold that the token is for. */
export interface WorkerTokenSubject {
  readonly taskId: string;
  readonly claim: number;
}

export interface WorkerTokens {
  mint(kind: WorkerTokenKind, subject: WorkerTokenSubject): Promise<string>;
  /** What a token stands for; undefined for one that is forged, over, or signed with a key that is gone. */
  read(token: string): Promise<(WorkerTokenSubject & { readonly kind: WorkerTokenKind }) | undefined>;
}

const algorithm = 'HS256';
const issuer = 'bgagent-worker';
/** Long enough for a container to start. A session outlasts the longest attempt; its hold ends it sooner. */
const lifetimes = { launch: '10m', session: '24h' } as const satisfies Record<WorkerTokenKind, string>;

export function createWorkerTokens(keys: SigningKeys): WorkerTokens {
  return {
    async mint(kind, { taskId, claim }) {
      const { id, secret } = await keys.current();
      return new SignJWT({ kind, claim })
        .setProtectedHeader({ alg: algorithm, kid: id, typ: 'JWT' })
        .setIssuer(issuer)
        .setSubject(taskId)
        .setIssuedAt()
        .setExpirationTime(lifetimes[kind])
        .sign(new TextEncoder().encode(secret));
    },
    async read(token) {
      const key = await keyOf(keys, token);
      if (!key) return undefined;
      try {
        const { payload } = await jwtVerify(token, new TextEncoder().encode(key.secret), { algorithms: [algorithm], issuer });
        const read = claims.safeParse(payload);
        return read.success ? { kind: read.data.kind, taskId: read.data.sub, claim: read.data.claim } : undefined;
      } catch (error) {
        if (error instanceof errors.JOSEError) return undefined;
        throw error;
      }
    },
  };
}

async function keyOf(keys: SigningKeys, token: string) {
  try {
    const { kid } = decodeProtectedHeader(token);
    return kid === undefined ? undefined : await keys.find(kid);
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}
