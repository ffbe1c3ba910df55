/**
 * The role with which ECS itself starts the containers: it pulls the image, writes the logs, and reads the secrets that the worker gets as
 * variables. No container can use it.
 */
import { Aws } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { acknowledge } from '../acknowledge-finding.ts';
import { nameResource } from '../logical-id.ts';
import type { WorkerImage } from './worker-image.ts';
import type { ContainerSettings } from './worker-settings.ts';

interface Started {
  readonly workers: ContainerSettings;
  readonly image: WorkerImage;
  readonly logs: readonly LogGroup[];
}

/** ECS takes a role for the tasks of this account only. */
export const ecsTasks = () =>
  new ServicePrincipal('ecs-tasks.amazonaws.com', { conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } } });

export function addExecutionRole(scope: Construct, { workers, image, logs }: Started): Role {
  const role = new Role(scope, 'WorkerExecutionRole', { assumedBy: ecsTasks() });
  const allow = (actions: string[], resources: string[]): void => {
    if (resources.length > 0) role.addToPolicy(new PolicyStatement({ actions, resources }));
  };
  allow(
    ['logs:CreateLogStream', 'logs:PutLogEvents'],
    logs.map(({ logGroupArn }) => logGroupArn),
  );
  if (image.repository !== undefined) {
    allow(['ecr:BatchCheckLayerAvailability', 'ecr:GetDownloadUrlForLayer', 'ecr:BatchGetImage'], [image.repository]);
    allow(['ecr:GetAuthorizationToken'], ['*']);
    acknowledge(role, 'AwsSolutions-IAM5[Resource::*]', 'ecr:GetAuthorizationToken has no resource to name: AWS accepts only *.');
  }
  allow(['secretsmanager:GetSecretValue'], [...new Set(workers.secrets.map(({ secret }) => wholeSecret(secret)))]);
  allow(['kms:Decrypt'], workers.kms_keys);
  nameResource(role, 'WorkerExecutionRole');
  return role;
}

/** Without the key, stage and version that may follow: a policy names the whole secret. */
const wholeSecret = (arn: string): string => arn.split(':').slice(0, 7).join(':');
