import { CfnResource } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/**
 * Gives a construct's resource the logical id that people and the embedded runtime read in the template, instead of a hashed
 * path. Changing one replaces the resource: these names are part of the product.
 */
export function nameResource(construct: IConstruct, logicalId: string): void {
  const resource = construct.node.defaultChild;
  if (!CfnResource.isCfnResource(resource)) {
    throw new Error(`${construct.node.path} has no resource of its own to be named ${logicalId}.`);
  }
  resource.overrideLogicalId(logicalId);
}
