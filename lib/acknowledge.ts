import { Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/**
 * Accepts one finding of the AWS Solutions rule pack on a construct and all below it, with the reason why it stands.
 * @param id `AwsSolutions-<rule>`, with `[<finding>]` where the rule has several per resource
 */
export function acknowledge(construct: IConstruct, id: string, reason: string): void {
  Validations.of(construct).acknowledge({ id, reason });
}
