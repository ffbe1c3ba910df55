/** Reads the routes of the one API of the template, and finds the function behind each. */
import { isSupportedRouteKey, type ApiRoute } from '../gateway/http-api.ts';
import type { Deployment } from '../template/deployment.ts';
import type { DeployedFunctions } from './deployed-functions.ts';

/** @throws Error naming a route that cannot be served */
export function apiRoutes(deployment: Deployment, functions: DeployedFunctions): ApiRoute[] {
  const apis = deployment.all('AWS::ApiGatewayV2::Api');
  if (apis.length !== 1) throw new Error(`The embedded runtime serves one API; the template has ${apis.length}.`);
  return deployment.all('AWS::ApiGatewayV2::Route').map(({ logicalId, properties }) => {
    const cannot = `The embedded runtime cannot serve the route ${logicalId}`;
    if (!isSupportedRouteKey(properties.RouteKey)) {
      throw new Error(`${cannot}: the route key ${properties.RouteKey} is not supported.`);
    }
    const id = properties.Target.replace(/^integrations\//, '');
    const integration = deployment.all('AWS::ApiGatewayV2::Integration').find((candidate) => candidate.ref === id);
    if (integration === undefined) throw new Error(`${cannot}: the template has no integration ${properties.Target}.`);
    return { routeKey: properties.RouteKey, function: functions.find(integration.properties.IntegrationUri) };
  });
}
