/**
 * The secrets whose keys sign what the service hands out. AWS makes their values: no template, parameter, variable or command line has one.
 * They lie in the data stack, because what they signed must be valid after every deployment.
 */
import { RemovalPolicy } from 'aws-cdk-lib';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import { acknowledge } from './acknowledge-finding.ts';
import type { Settings } from './config.ts';
import { nameResource } from './logical-id.ts';
import { physicalName } from './physical-name.ts';

/** The secrets of every installation. */
export interface KeySecrets {
  /** Signs the tokens that continue a list. */
  readonly pageTokens: Secret;
  /** The keys of the receivers of webhooks are made from it. */
  readonly webhooks: Secret;
  /** Signs the tokens of containers that have no role; only where each task has containers of its own. */
  readonly workerTokens?: Secret;
}

const descriptions = {
  PageTokenKeys: 'Signs the tokens that continue a list',
  WebhookKeys: 'The keys that sign webhooks are made from it',
  WorkerTokenKeys: 'Signs the tokens of workers that have no AWS role',
} as const;
export type KeySecretName = keyof typeof descriptions;

export const addKeySecrets = (scope: Construct, settings: Settings): KeySecrets => ({
  pageTokens: addKeySecret(scope, 'PageTokenKeys', settings),
  webhooks: addKeySecret(scope, 'WebhookKeys', settings),
  ...(settings.workers.kind === 'isolated' ? { workerTokens: addKeySecret(scope, 'WorkerTokenKeys', settings) } : {}),
});

/** A secret with a generated value. It stays when the stack is deleted, as the tables do. */
export function addKeySecret(scope: Construct, name: KeySecretName, settings: Settings): Secret {
  const secret = new Secret(scope, name, {
    secretName: physicalName(settings, partOf(name)),
    description: descriptions[name],
    generateSecretString: { passwordLength: 64, excludePunctuation: true },
    removalPolicy: settings.retain_data ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
  });
  acknowledge(
    secret,
    'AwsSolutions-SMG4',
    'A receiver of webhooks gets its new key from a person, so a person begins each rotation (docs/operations.md).',
  );
  nameResource(secret, name);
  return secret;
}

/** `WebhookKeys` → `webhook-keys`. */
const partOf = (name: KeySecretName): string => name.replaceAll(/(?<=[a-z])(?=[A-Z])/g, '-').toLowerCase();
