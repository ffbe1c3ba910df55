/** Accepts findings of the AWS Solutions rule pack (cdk-nag). Each needs a reason. */
import { Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/**
 * Accepts one finding on a construct and on all constructs below it.
 * @param id `AwsSolutions-<rule>`, followed by `[<finding>]` when the rule can have several findings per resource
 */
export function acknowledge(construct: IConstruct, id: string, reason: string): void {
  Validations.of(construct).acknowledge({ id, reason });
}
