/**
 * The parameters of the service stack, with the settings as their defaults. Deployments of one template differ in them: AWS, an
 * emulator and the embedded runtime load the same template, and give their own values.
 */
import { CfnParameter, type Stack } from 'aws-cdk-lib';
import type { Settings } from './config.ts';
import type { PoolSignIn } from './user-pool.ts';

/** References to the values of the parameters. */
export interface StackParameters {
  readonly authIssuer: string;
  readonly authAudience: string;
  readonly authJwks: string;
  readonly authJwksUri: string;
  readonly authGroupClaim: string;
  readonly authCli: string;
  readonly allowShell: string;
  readonly allowDirectMerge: string;
  readonly callerVerifiers: string;
  readonly agents: string;
  readonly allowPrivateWebhooks: string;
  readonly userTaskCap: string;
  readonly userUsdPerDay: string;
  readonly durations: string;
  readonly forges: string;
}

/** @param pool the users, where a pool of this installation has them: then nothing about the issuer is a parameter */
export function addParameters(stack: Stack, settings: Settings, pool?: PoolSignIn): StackParameters {
  const auth = pool ? authOfPool(pool) : addAuthParameters(stack, settings.auth);
  return { ...auth, ...addLimitParameters(stack, settings) };
}

function addAuthParameters(stack: Stack, auth: Settings['auth']) {
  const issuerDefault = auth.issuer === undefined ? {} : { default: auth.issuer };
  return {
    authIssuer: text(stack, 'AuthIssuer', { ...issuerDefault, minLength: 1, description: 'Issuer of bearer tokens' }),
    authAudience: text(stack, 'AuthAudience', {
      default: auth.audience.join(','),
      allowedPattern: '^[^\\s,]+(,[^\\s,]+)*$',
      description: 'Audiences of bearer tokens, with commas between them',
    }),
    authJwks: text(stack, 'AuthJwks', { default: auth.jwks, description: 'The key set as JSON; empty: fetched from the issuer' }),
    authJwksUri: text(stack, 'AuthJwksUri', { default: auth.jwks_uri, description: 'URI of the key set; empty: by discovery' }),
    authGroupClaim: text(stack, 'AuthGroupClaim', {
      default: auth.group_claim,
      minLength: 1,
      description: 'Claim that lists the groups of the caller',
    }),
    authCli: text(stack, 'AuthCli', {
      default: auth.cli === undefined ? '' : JSON.stringify(auth.cli),
      description: 'The client at the issuer that the command line is, as JSON: {"client_id"}; empty: none',
    }),
  };
}

const authOfPool = ({ issuer, audiences, cli }: PoolSignIn) => ({
  authIssuer: issuer,
  authAudience: audiences.join(','),
  authJwks: '',
  authJwksUri: '',
  authGroupClaim: 'cognito:groups',
  authCli: cli,
});

function addLimitParameters(stack: Stack, settings: Settings) {
  return {
    allowShell: text(stack, 'AllowShell', {
      default: String(settings.allow_shell),
      allowedValues: ['true', 'false'],
      description: 'Whether shell/run-v1 may be used',
    }),
    allowDirectMerge: text(stack, 'AllowDirectMerge', {
      default: String(settings.allow_direct_merge),
      allowedValues: ['true', 'false'],
      description: 'Whether a worker may merge by a push to the default branch, where a repository has no forge',
    }),
    callerVerifiers: text(stack, 'CallerVerifiers', {
      default: settings.caller_verifiers,
      allowedValues: ['on', 'off'],
      description: 'Whether callers may give verifiers, which are commands',
    }),
    agents: text(stack, 'Agents', {
      default: settings.agents === undefined ? '' : JSON.stringify(settings.agents),
      description: 'Agents of the workers with their models, as JSON: {"claude": null or ["model"]}; empty: not known',
    }),
    allowPrivateWebhooks: text(stack, 'AllowPrivateWebhooks', {
      default: String(settings.allow_private_webhooks),
      allowedValues: ['true', 'false'],
      description: 'Whether webhooks may lead to private addresses, and be plain http',
    }),
    userTaskCap: text(stack, 'UserTaskCap', {
      default: String(settings.user_task_cap),
      allowedPattern: '^[0-9]{1,6}$',
      description: 'Unfinished tasks per user; 0 = no cap',
    }),
    userUsdPerDay: text(stack, 'UserUsdPerDay', {
      default: String(settings.user_usd_per_day),
      allowedPattern: '^[0-9]{1,7}([.][0-9]{1,20})?$',
      description: 'US dollars that the tasks of one user may cost in a day (UTC); 0 = no limit',
    }),
    durations: text(stack, 'Durations', {
      default: JSON.stringify(settings.durations),
      description: 'Durations of the protocol in seconds, as JSON',
    }),
    forges: text(stack, 'Forges', {
      default: JSON.stringify(settings.forges),
      description: 'Writes that forges allow, as JSON: [{"host","writes_per_minute","writes_per_hour"}]',
    }),
  };
}

function text(stack: Stack, name: string, props: ConstructorParameters<typeof CfnParameter>[2]): string {
  return new CfnParameter(stack, name, { type: 'String', ...props }).valueAsString;
}
