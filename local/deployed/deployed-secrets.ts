/** The secrets of the template. Each is a file of the runtime's folder. */
import type { Deployment } from '../template/deployment.ts';
import { localSecret, type LocalSecret } from '../services/secrets/local-secret.ts';

/**
 * Makes the values that are missing.
 * @param fileOf the file of a secret, by its logical id
 * @throws Error where a file cannot be read or written
 */
export async function deployedSecrets(deployment: Deployment, fileOf: (logicalId: string) => string): Promise<LocalSecret[]> {
  const secrets = deployment
    .all('AWS::SecretsManager::Secret')
    .map(({ ref, name, logicalId }) => localSecret({ arn: ref, name, file: fileOf(logicalId) }));
  await Promise.all(secrets.map((secret) => secret.read('AWSCURRENT')));
  return secrets;
}
