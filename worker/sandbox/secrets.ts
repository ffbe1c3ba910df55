import type { WorkerConfig } from '../../contracts/worker-config.ts';

/**
 * Secrets that must never be read in output, errors, rows or logs. Whoever learns a secret adds it; whoever lets text out
 * masks it first. Example: secrets.add('s3cr3t'); secrets.mask('token s3cr3t') → 'token ***'.
 */
export interface Secrets {
  add(...values: readonly (string | undefined)[]): void;
  readonly mask: (text: string) => string;
  /** Length of the longest secret: as much of a cut text may hide a part of one. */
  longest(): number;
}

/** Credentials of the worker itself, as the AWS SDK reads them. */
const ownCredentials = ['AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN'];

/** What work could read of the worker, though it is not given to it: the tokens of all forges, and its own credentials. */
export const secretsOfWorker = ({ config, environment }: { config: WorkerConfig; environment: NodeJS.ProcessEnv }) =>
  [...config.forges.map(({ token_env: name }) => name), ...ownCredentials].map((name) => environment[name]);

/** Shorter values are no secrets, and masking them would eat ordinary words. */
const shortestSecret = 6;

export function createSecrets(): Secrets {
  const known = new Set<string>();
  return {
    add(...values) {
      for (const value of values) {
        if (value === undefined || value.length < shortestSecret) continue;
        known.add(value).add(encodeURIComponent(value)).add(Buffer.from(value).toString('base64'));
      }
    },
    mask: (text) =>
      [...known].sort((a, b) => b.length - a.length).reduce((masked, secret) => masked.replaceAll(secret, '***'), text),
    longest: () => Math.max(0, ...[...known].map((secret) => secret.length)),
  };
}
