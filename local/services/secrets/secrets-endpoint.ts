/** Serves Secrets Manager's GetSecretValue, to functions alone: no worker is told where it is. */
import * as z from 'zod';
import { AwsJsonError, operation, startAwsJsonEndpoint, type AwsJsonService } from '../front/aws-json-endpoint.ts';
import type { Listening } from '../../server/listen.ts';
import type { Credentials } from '../front/local-client.ts';
import type { LocalSecret } from './local-secret.ts';

const request = z.strictObject({
  /** The ARN, or the name. */
  SecretId: z.string().min(1),
  VersionStage: z.enum(['AWSCURRENT', 'AWSPREVIOUS']).default('AWSCURRENT'),
});

/** @param secrets may get further ones after the endpoint listens */
export function startSecretsEndpoint(secrets: readonly LocalSecret[], credentials: Credentials): Promise<Listening> {
  const service: AwsJsonService = {
    target: 'secretsmanager',
    contentType: 'application/x-amz-json-1.1',
    operations: {
      GetSecretValue: operation(request, async ({ SecretId, VersionStage }) => {
        const secret = secrets.find(({ arn, name }) => arn === SecretId || name === SecretId);
        const version = await secret?.read(VersionStage);
        if (!secret || !version) {
          const missing = secret ? `a version ${VersionStage} of the secret ${SecretId}` : `the secret ${SecretId}`;
          throw new AwsJsonError('ResourceNotFoundException', `Secrets Manager can't find ${missing}.`);
        }
        const { versionId: VersionId, text: SecretString } = version;
        return { ARN: secret.arn, Name: secret.name, VersionId, SecretString, VersionStages: [VersionStage] };
      }),
    },
  };
  return startAwsJsonEndpoint(service, credentials);
}
