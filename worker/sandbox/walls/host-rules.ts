/**
 * Decides which hosts a command in the sandbox reaches through the proxy. A name is judged before it is looked up, and each address that it
 * leads to is judged again, so no name opens a way to an address that is not public.
 * Invariant: the ports of the runtime on this machine are never reached, whatever a setting says.
 * Example: with `list` and `*.acme.io`, api.acme.io is reached where it leads to a public address, and is refused where it leads to 10.0.0.5.
 */
import { networkInterfaces } from 'node:os';
import { isIPv4 } from 'node:net';
import { isPublicAddress } from '../../../adapters/webhook/public-address.ts';
import type { AllowedHost } from '../../../contracts/allowed-host.ts';

/** A host as `plainHost` answers it, and a port. */
export interface HostAndPort {
  readonly host: string;
  readonly port: number;
}

export interface HostRules {
  readonly network: 'off' | 'list' | 'on';
  /** Counts with `list` only. */
  readonly allowed: readonly AllowedHost[];
  /** Where the model of the agent is served: reached in any case, also where that is a private address. Empty for other commands. */
  readonly models: readonly HostAndPort[];
  /** Ports on this machine that no command may reach. */
  readonly closedPorts: () => ReadonlySet<number>;
  /** Whether an address belongs to the internet, and not to this machine or its network. */
  readonly isPublic: (address: string) => boolean;
}

export type Verdict =
  | { readonly ok: true }
  /** `why` says what was refused, `help` which setting allows it. */
  | { readonly ok: false; readonly why: string; readonly help: string };

const reached: Verdict = { ok: true };

/** Whether the host may be looked up at all. */
export function judgeHost({ network, allowed, models }: HostRules, to: HostAndPort): Verdict {
  if (isModel(models, to) || network === 'on') return reached;
  if (network === 'off') {
    return { ok: false, why: `network: off lets nothing out to ${written(to)}`, help: 'Set network: list or on in worker.yaml.' };
  }
  if (allowed.some((entry) => allows(entry, to))) return reached;
  return {
    ok: false,
    why: `${written(to)} is not in allow_hosts`,
    help: `Add ${to.host} to allow_hosts in worker.yaml.`,
  };
}

/** Whether a connection may be made to an address that the host leads to. @param address as the resolver gives it */
export function judgeAddress(rules: HostRules, to: HostAndPort, address: string): Verdict {
  if (isLoopback(address) && rules.closedPorts().has(to.port)) {
    return { ok: false, why: `${written(to)} is a port of the runtime`, help: 'No setting allows it.' };
  }
  if (isModel(rules.models, to)) return reached;
  if (rules.isPublic(address)) return reached;
  if (rules.network === 'list' && rules.allowed.some((entry) => isAddressOf(entry, address, to.port))) return reached;
  const what = 'an address of this machine or its network';
  const leads = address === to.host ? `is ${what}` : `leads to ${address}, ${what}`;
  const list = rules.network === 'list' ? '' : 'network: list, and ';
  return {
    ok: false,
    why: `${written(to)} ${leads}`,
    help: `It is reached with ${list}${address} in allow_hosts in worker.yaml.`,
  };
}

/** Whether the rules name a loopback address, so that a program must not take it for its own. */
export const loopbackNamesOf = ({ network, allowed, models }: HostRules): ReadonlySet<string> =>
  new Set(
    [...models.map(({ host }) => host), ...(network === 'list' ? allowed.map(({ text }) => text) : [])].filter(
      (host) => host === 'localhost' || isLoopback(host),
    ),
  );

/** As a person writes it. */
export const written = ({ host, port }: HostAndPort): string => `${host.includes(':') ? `[${host}]` : host}:${port}`;

const isModel = (models: readonly HostAndPort[], to: HostAndPort): boolean =>
  models.some(({ host, port }) => host === to.host && port === to.port);

function allows({ kind, text, port }: AllowedHost, to: HostAndPort): boolean {
  if (port !== undefined && port !== to.port) return false;
  return kind === 'below' ? to.host.endsWith(`.${text}`) : to.host === text;
}

const isAddressOf = ({ kind, text, port }: AllowedHost, address: string, to: number): boolean =>
  kind === 'address' && text === address && (port === undefined || port === to);

/** 0.0.0.0 and :: lead to this machine too, and an IPv6 address may hold one of IPv4. */
function isLoopback(address: string): boolean {
  const plain = embedded(address) ?? address;
  return isIPv4(plain) ? /^(?:127|0)\./.test(plain) : plain === '::1' || plain === '::';
}

/** The IPv4 address in `::ffff:7f00:1` or `::ffff:127.0.0.1`. */
function embedded(address: string): string | undefined {
  const [, text, high, low] = /^::ffff:(?:([\d.]+)|([0-9a-f]{1,4}):([0-9a-f]{1,4}))$/i.exec(address) ?? [];
  if (text !== undefined) return text;
  if (high === undefined || low === undefined) return undefined;
  const bytes = [high, low].map((part) => parseInt(part, 16)).flatMap((part) => [part >> 8, part & 255]);
  return bytes.join('.');
}

/** A public address of this machine counts as private: what listens there may be meant for this machine alone. */
export const isPublicElsewhere = (address: string): boolean => isPublicAddress(address) && !isOwn(address);

const isOwn = (address: string): boolean =>
  Object.values(networkInterfaces()).some((interfaces) => interfaces?.some((own) => own.address === address));
