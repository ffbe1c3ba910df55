/** A secret of Secrets Manager that holds JSON, such as the key of a GitHub App. It is remembered as keys are. */
import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type * as z from 'zod';
import { createRemembered, type RememberedOptions } from './remembered.ts';
import { readCurrent, throughOutage } from './secret-version.ts';

export interface SecretReader<T> {
  /** @throws Error where the secret cannot be read, or is not what the schema says; the error has no part of the value */
  read(): Promise<T>;
  /**
   * Reads it before its time, at most every ten seconds: for a caller whose value was refused.
   * @throws Error as `read` does, also where an older value is known
   */
  readEarly(): Promise<T>;
}

/** @param schema of the JSON; its messages must not repeat the value */
export function createSecretReader<T extends z.ZodType>(
  client: SecretsManagerClient,
  secretArn: string,
  schema: T,
  options: RememberedOptions = {},
): SecretReader<z.output<T>> {
  const secret = createRemembered(
    (isKnown) => throughOutage(isKnown, async () => parse(secretArn, schema, (await readCurrent(client, secretArn)).text)),
    options,
  );
  return { read: () => secret.get(), readEarly: () => secret.readEarly() };
}

function parse<T extends z.ZodType>(secretArn: string, schema: T, text: string): z.output<T> {
  const parsed = schema.safeParse(jsonOf(secretArn, text));
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => `/${issue.path.join('/')}: ${issue.message}`);
  throw new Error(`The secret ${secretArn} is not as it must be: ${problems.join('; ')}`);
}

function jsonOf(secretArn: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The message of the parser has the beginning of the text in it.
    throw new Error(`The secret ${secretArn} is not JSON.`);
  }
}
