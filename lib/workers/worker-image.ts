/** The image of the containers: one that is there, or docker/worker, which the CDK builds and pushes. */
import { join } from 'node:path';
import { Stack } from 'aws-cdk-lib';
import { DockerImageAsset, Platform } from 'aws-cdk-lib/aws-ecr-assets';
import type { Construct } from 'constructs';
import type { ContainerSettings } from './worker-settings.ts';

export interface WorkerImage {
  readonly uri: string;
  /** ARN of its repository in ECR; undefined for a public image elsewhere. */
  readonly repository: string | undefined;
}

const root = join(import.meta.dirname, '../..');
/** What the image is not made of. */
const exclude = ['node_modules', '.git', '.cache', '.stack', 'cdk.out', 'coverage', 'test', 'bench', 'demo'];

export function workerImage(scope: Construct, { image, build_args: buildArgs }: ContainerSettings): WorkerImage {
  if (image !== undefined) return { uri: image, repository: repositoryOf(scope, image) };
  const asset = new DockerImageAsset(scope, 'WorkerImage', {
    directory: root,
    file: join('docker', 'worker', 'Dockerfile'),
    platform: Platform.LINUX_ARM64,
    exclude,
    buildArgs,
  });
  return { uri: asset.imageUri, repository: asset.repository.repositoryArn };
}

const ecr = /^(?<account>\d{12})\.dkr\.ecr\.(?<region>[a-z0-9-]+)\.amazonaws\.com(?:\.cn)?\/(?<name>[^:@]+)/;

function repositoryOf(scope: Construct, image: string): string | undefined {
  const { account, region, name } = ecr.exec(image)?.groups ?? {};
  if (account === undefined || region === undefined || name === undefined) return undefined;
  return Stack.of(scope).formatArn({ service: 'ecr', account, region, resource: 'repository', resourceName: name });
}
