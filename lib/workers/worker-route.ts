/** The route of the containers, `/v1/worker/…`: its function checks their tokens itself, and it has a limit of its own. */
import { CfnStage, HttpMethod, HttpNoneAuthorizer, type HttpApi, type HttpRoute } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { acknowledge } from '../acknowledge-finding.ts';
import type { IsolatedSettings } from './worker-settings.ts';

/** Requests a second of one container that beats, writes output and moves its task. */
const requestsOfContainer = 4;

export function addWorkerRoute(
  scope: Construct,
  { httpApi, workerApi, workers }: { httpApi: HttpApi; workerApi: LambdaFunction; workers: IsolatedSettings },
): void {
  const routes = httpApi.addRoutes({
    path: '/v1/worker/{proxy+}',
    methods: [HttpMethod.ANY],
    integration: new HttpLambdaIntegration('WorkerApi', workerApi),
    authorizer: new HttpNoneAuthorizer(),
  });
  for (const route of routes) {
    acknowledge(route, 'AwsSolutions-APIG4', 'Containers sign in with a token for one task, which the function verifies.');
  }
  limit(scope, routes, workers);
}

/** Containers do not use up what people may ask, nor the other way round. */
function limit(scope: Construct, routes: readonly HttpRoute[], { max }: IsolatedSettings): void {
  const stage = scope.node.findAll().find((construct) => CfnStage.isCfnStage(construct));
  if (!CfnStage.isCfnStage(stage)) throw new Error('The API has no stage to limit its routes at.');
  const rate = Math.max(50, max * requestsOfContainer);
  stage.routeSettings = { 'ANY /v1/worker/{proxy+}': { ThrottlingRateLimit: rate, ThrottlingBurstLimit: 2 * rate } };
  // API Gateway refuses settings of a route that is not there yet.
  stage.node.addDependency(...routes);
}
