/** Masks secrets, so that no output, error, stored row or log line holds one. */
import type { WorkerConfig } from '../../contracts/worker-config.ts';

/**
 * The secrets known while a task is done. Code that reads a secret adds it; code that lets text out masks the text first.
 * Example: secrets.add('s3cr3t'); secrets.mask('token s3cr3t') → 'token ***'.
 */
export interface Secrets {
  add(...values: readonly (string | undefined)[]): void;
  readonly mask: (text: string) => string;
  /**
   * Length of the longest secret, UTF-16 units. Code that cuts text before masking it must keep this many units more than it
   * shows, or the cut could leave half of a secret, which the mask does not find.
   */
  longest(): number;
}

/** Credentials of the worker itself, as the AWS SDK reads them. */
const ownCredentials = ['AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN'];

/** Tokens of all forges, and the worker's own credentials: no command gets them, but a command could find them on the machine. */
export const secretsOfWorker = ({ config, environment }: { config: WorkerConfig; environment: NodeJS.ProcessEnv }) =>
  [...config.forges.map(({ token_env: name }) => name), ...ownCredentials].map((name) => environment[name]);

/** A shorter value is not treated as a secret, because masking it would destroy ordinary words. */
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
