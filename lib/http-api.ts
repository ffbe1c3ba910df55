/**
 * The API Gateway in front of the function api, which has the router: everything under /v1 goes to it. There is no CORS: a page
 * that calls the API must be of the API's own origin.
 */
import { Fn } from 'aws-cdk-lib';
import { HttpApi, HttpMethod, HttpStage, LogGroupLogDestination } from 'aws-cdk-lib/aws-apigatewayv2';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import { HttpJwtAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { acknowledge } from './acknowledge-finding.ts';
import type { Settings } from './config.ts';
import { addLogGroup } from './log-group.ts';
import { nameResource } from './logical-id.ts';
import type { StackParameters } from './parameters.ts';
import { physicalName } from './physical-name.ts';

export interface HttpApiProps {
  readonly settings: Settings;
  readonly parameters: StackParameters;
  readonly handler: LambdaFunction;
}

export function addHttpApi(scope: Construct, props: HttpApiProps): HttpApi {
  const api = new HttpApi(scope, 'HttpApi', {
    apiName: physicalName(props.settings, 'api'),
    createDefaultStage: false,
  });
  addRoutes(api, props);
  addStage(scope, api, props.settings);
  nameResource(api, 'HttpApi');
  return api;
}

function addRoutes(api: HttpApi, props: HttpApiProps): void {
  const integration = new HttpLambdaIntegration('Handler', props.handler);
  const authorizer = gatewayAuthorizer(props);
  const front = api.addRoutes({
    path: '/v1/{proxy+}',
    methods: [HttpMethod.ANY],
    integration,
    ...(authorizer === undefined ? {} : { authorizer }),
  });
  const open = ['/v1/health', '/v1/openapi.json', '/v1/sign-in'].flatMap((path) =>
    api.addRoutes({ path, methods: [HttpMethod.GET], integration }),
  );
  for (const route of open) acknowledge(route, 'AwsSolutions-APIG4', 'These hold no data of users.');
  if (authorizer !== undefined) return;
  for (const route of front) {
    acknowledge(route, 'AwsSolutions-APIG4', 'The handler verifies every token; this issuer cannot be reached by API Gateway.');
  }
}

/** Checks tokens before the function does. The function checks them in any case. */
function gatewayAuthorizer({ settings, parameters }: HttpApiProps): HttpJwtAuthorizer | undefined {
  if (!settings.auth.gateway_authorizer) return undefined;
  return new HttpJwtAuthorizer('Jwt', parameters.authIssuer, { jwtAudience: Fn.split(',', parameters.authAudience) });
}

function addStage(scope: Construct, api: HttpApi, settings: Settings): void {
  const accessLog = addLogGroup(scope, 'HttpApiLog', `/aws/vendedlogs/apigateway/${physicalName(settings, 'api')}`, settings);
  const stage = new HttpStage(scope, 'HttpApiStage', {
    httpApi: api,
    stageName: '$default',
    autoDeploy: true,
    throttle: { rateLimit: settings.throttle.rate, burstLimit: settings.throttle.burst },
    accessLogSettings: { destination: new LogGroupLogDestination(accessLog), format: accessLogFormat() },
  });
  nameResource(stage, 'HttpApiStage');
}

/** Address, method, path, status and time of each request. The query and the token are not logged. */
function accessLogFormat(): AccessLogFormat {
  return AccessLogFormat.custom(
    JSON.stringify({
      request_id: '$context.requestId',
      time: '$context.requestTime',
      ip: '$context.identity.sourceIp',
      method: '$context.httpMethod',
      path: '$context.path',
      status: '$context.status',
      latency_ms: '$context.responseLatency',
      error: '$context.error.message',
    }),
  );
}
