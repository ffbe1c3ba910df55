/** Masks secrets, so that no output, error, stored row or log line holds one. */
import type { WorkerConfig } from '../../contracts/worker-config.ts';

/**
 * The secrets known while a task is done. Code that reads a secret adds it; code that lets text out masks the text first.
 * Example: secrets.add('s3cr3t'); secrets.mask('token s3cr3t') → 'token ***'.
 */
export interface Secrets {
  add(...values: readonly (string | undefined)[]): void;
  /** The known secrets, and each as it is written in a URL, in hexadecimal, and in Base64, alone or with text around it. */
  forms(): readonly string[];
  readonly mask: (text: string) => string;
  /**
   * Where a text that goes on may be cut. Code that lets out what is before the cut must keep the rest, and mask it with what
   * follows. Neither a secret nor the beginning of one at the end of the text crosses the cut, because the mask does not find halves.
   * Example: safeEnd('the token s3c') → 10.
   */
  safeEnd(text: string): number;
}

/** Credentials of the worker itself, as the AWS SDK reads them. */
const ownCredentials = ['AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN'];

/** Variables that an agent may be given and that hold no secret. */
const plain: readonly string[] = ['PATH', 'HOME', 'USER', 'LANG'];

/** The variable of the worker that a value in `env` of an agent stands for. Example: `$KEY` → KEY. */
export const variableIn = (text: string): string | undefined => /^\$([A-Za-z_][A-Za-z0-9_]*)$/.exec(text)?.[1];

export const isSecretVariable = (name: string): boolean => !plain.includes(name);

/**
 * Tokens of all forges, keys of all agents, and the worker's own credentials: of these a command gets the keys of its own agent, but it could
 * find the others on a machine without a sandbox.
 */
export function secretsOfWorker({ config, environment }: { config: WorkerConfig; environment: NodeJS.ProcessEnv }) {
  const ofAgents = Object.values(config.agents).flatMap(({ env }) =>
    Object.values(env).flatMap((text) => variableIn(text) ?? []),
  );
  const names = [...config.forges.map(({ token_env: name }) => name), ...ownCredentials, ...ofAgents.filter(isSecretVariable)];
  return names.map((name) => environment[name]);
}

/** A shorter value is not treated as a secret, because masking it would destroy ordinary words. */
const shortestSecret = 6;

export function createSecrets(): Secrets {
  const known = new Set<string>();
  return {
    add(...values) {
      for (const value of values) {
        if (value === undefined || value.length < shortestSecret) continue;
        known.add(value).add(encodeURIComponent(value)).add(Buffer.from(value).toString('base64'));
        for (const part of [Buffer.from(value).toString('hex'), ...withinBase64(value)]) known.add(part);
      }
    },
    forms: () => [...known],
    mask: (text) =>
      [...known].sort((a, b) => b.length - a.length).reduce((masked, secret) => masked.replaceAll(secret, '***'), text),
    safeEnd(text) {
      const begun = Math.max(0, ...[...known].map((secret) => lengthBegun(text, secret)));
      let end = text.length - begun;
      for (;;) {
        const start = startOfCrossing(text, known, end);
        if (start === undefined) return end;
        end = start;
      }
    },
  };
}

/**
 * What Base64 makes of the secret within a longer text, in each of the three places that it may have in a group, and in both alphabets. The
 * characters at both ends depend on what is around it, so they are left out.
 * Example: `Basic dXNlcjpzM2NyM3Q=` holds `s3cr3t` as `zM2NyM3`.
 */
function withinBase64(value: string): readonly string[] {
  const bytes = Buffer.from(value);
  return [0, 1, 2].flatMap((before) => {
    const first = Math.ceil((before * 8) / 6);
    const last = Math.floor(((before + bytes.length) * 8) / 6);
    const part = Buffer.concat([Buffer.alloc(before), bytes])
      .toString('base64')
      .slice(first, last);
    return [part, part.replaceAll('+', '-').replaceAll('/', '_')];
  });
}

/** UTF-16 units at the end of the text that are the beginning of the secret, and not all of it. */
function lengthBegun(text: string, secret: string): number {
  let length = Math.min(secret.length - 1, text.length);
  while (!text.endsWith(secret.slice(0, length))) length -= 1;
  return length;
}

/** Where a secret begins that crosses this place. */
function startOfCrossing(text: string, known: ReadonlySet<string>, place: number): number | undefined {
  for (const secret of known) {
    const from = Math.max(0, place - secret.length + 1);
    const found = text.slice(from, place + secret.length - 1).indexOf(secret);
    if (found !== -1) return from + found;
  }
  return undefined;
}
