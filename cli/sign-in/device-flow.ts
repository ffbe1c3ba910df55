/** Signs a person in on a machine without a browser: the person confirms a code in a browser elsewhere (RFC 8628). */
import { setTimeout as sleep } from 'node:timers/promises';
import type { DeviceAuthorizationResponse } from 'openid-client';
import { plainLine } from '../../core/text/plain-text.ts';
import { CliError } from '../cli-error.ts';
import type { Credential } from '../config/credentials.ts';
import { exitCodes } from '../exit-code.ts';
import { credentialOf, type Granted } from './granted.ts';
import { troubleOf } from './issuer-trouble.ts';
import type { OpenIssuer } from './open-issuer.ts';
import { refusalOf } from './refusal.ts';
import type { SignInPlan } from './sign-in-plan.ts';
import type { Stop } from './stop.ts';

export interface DeviceFlow {
  readonly plan: SignInPlan;
  readonly issuer: OpenIssuer;
  readonly tell: (line: string) => void;
  readonly stop: Stop;
  /** Tries the new token. @throws CliError when the API does not take it */
  readonly accept: (credential: Credential) => Promise<void>;
}

/** @throws CliError when the person refuses, ends it or takes too long, and when the issuer grants nothing */
export async function signInOnDevice(flow: DeviceFlow): Promise<void> {
  const { plan, issuer, tell } = flow;
  if (issuer.config.serverMetadata().device_authorization_endpoint === undefined) {
    throw new CliError(`the issuer ${plan.issuer} has no codes for devices: run "bgagent login --no-browser" instead.`);
  }
  try {
    const { initiateDeviceAuthorization } = await import('openid-client');
    const device = await initiateDeviceAuthorization(issuer.config, { ...plan.client.parameters, scope: plan.client.scope });
    tell(`Open ${plainLine(device.verification_uri)} in any browser, and enter the code\n\n  ${plainLine(device.user_code)}\n`);
    const whole = device.verification_uri_complete;
    if (whole !== undefined) tell(`or open this address, and compare the code:\n\n  ${plainLine(whole)}\n`);
    await flow.accept(await credentialOf(plan, await poll(flow, device)));
  } catch (error) {
    throw refusalOf(plan, issuer, error);
  }
}

/** Asks until the person has answered. An issuer that is down meanwhile is asked again. */
async function poll({ plan, issuer, tell, stop }: DeviceFlow, device: DeviceAuthorizationResponse): Promise<Granted> {
  const { pollDeviceAuthorizationGrant } = await import('openid-client');
  const signal = AbortSignal.any([stop.signal, AbortSignal.timeout(device.expires_in * 1_000)]);
  const { resource } = plan.client.parameters;
  let silent = false;
  for (;;) {
    try {
      const parameters = resource === undefined ? {} : { resource };
      return await pollDeviceAuthorizationGrant(issuer.config, device, parameters, { signal });
    } catch (error) {
      if (signal.aborted) throw unanswered(stop);
      const trouble = troubleOf(plan.issuer, error);
      if (trouble.kind !== 'outage') throw error;
      if (!silent) tell(`bgagent: ${trouble.sentence}. Still trying.`);
      silent = true;
      await sleep((device.interval ?? 5) * 1_000, undefined, { signal }).catch(() => undefined);
    }
  }
}

const unanswered = ({ signal, reason }: Stop): CliError =>
  signal.aborted && reason() === 'interrupted'
    ? new CliError('the sign-in was ended before the code was confirmed: nothing was changed.', exitCodes.interrupted)
    : new CliError(
        'the code was not confirmed in time: nothing was changed. Run "bgagent login --device" again.',
        exitCodes.timeout,
      );
