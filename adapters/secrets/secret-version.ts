/** Reads one version of a secret. No error that leaves this file has a part of the value in it. */
import { GetSecretValueCommand, ResourceNotFoundException, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import pRetry from 'p-retry';
import { isOutage } from '../dynamo/outage.ts';

export interface SecretVersion {
  readonly versionId: string;
  /** A secret. */
  readonly text: string;
}

/** @throws Error where the secret cannot be read, or is not a text */
export async function readCurrent(client: SecretsManagerClient, secretArn: string): Promise<SecretVersion> {
  return versionAt(client, secretArn, 'AWSCURRENT');
}

/** The version before the current one; undefined: the secret was never rotated. @throws Error where it cannot be read */
export async function readPrevious(client: SecretsManagerClient, secretArn: string): Promise<SecretVersion | undefined> {
  try {
    return await versionAt(client, secretArn, 'AWSPREVIOUS');
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined;
    throw error;
  }
}

async function versionAt(client: SecretsManagerClient, SecretId: string, VersionStage: string): Promise<SecretVersion> {
  const { VersionId, SecretString } = await client.send(new GetSecretValueCommand({ SecretId, VersionStage }));
  if (VersionId === undefined || SecretString === undefined) throw new Error(`The secret ${SecretId} holds no text.`);
  // A value that was put through standard input has the end of its line.
  return { versionId: VersionId, text: SecretString.trim() };
}

/** Three tries where nothing is known yet. One where something is known: the caller goes on with that. */
export const throughOutage = <T>(isKnown: boolean, read: () => Promise<T>): Promise<T> =>
  pRetry(read, {
    ...{ retries: isKnown ? 0 : 2, minTimeout: 100, maxTimeout: 400, randomize: true },
    shouldRetry: ({ error }) => isOutage(error),
  });
