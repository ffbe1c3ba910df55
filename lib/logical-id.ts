/** Gives resources logical ids that people and the embedded runtime can read in the template, instead of hashed paths. */
import { CfnResource } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** A change of a logical id replaces the resource, so these names are part of the product. */
export function nameResource(construct: IConstruct, logicalId: string): void {
  const resource = construct.node.defaultChild;
  if (!CfnResource.isCfnResource(resource)) {
    throw new Error(`${construct.node.path} has no resource of its own to be named ${logicalId}.`);
  }
  resource.overrideLogicalId(logicalId);
}
