/**
 * Finds the way from the sandbox to a host: judges the host, looks it up, and judges each address. The connection is made to an address
 * that was judged, even if the name leads to another one by then.
 */
import type { LookupAddress } from 'node:dns';
import { lookup } from 'node:dns/promises';
import { connect, type LookupFunction, type Socket } from 'node:net';
import pLimit, { type LimitFunction } from 'p-limit';
import { judgeAddress, judgeHost, written, type HostAndPort, type HostRules } from './host-rules.ts';

export type WayOut =
  | { readonly kind: 'open'; readonly to: HostAndPort; readonly addresses: readonly LookupAddress[] }
  | { readonly kind: 'refused'; readonly why: string; readonly help: string }
  | { readonly kind: 'unknown'; readonly why: string };

/** A lookup holds one of the few threads that the whole worker has for files, too. */
const oneOfFew = pLimit(3);

/** @param oneByOne a limit of the caller's own, so that a command with many slow lookups leaves threads for other commands */
export async function findWayOut(rules: HostRules, to: HostAndPort, oneByOne: LimitFunction): Promise<WayOut> {
  const verdict = judgeHost(rules, to);
  if (!verdict.ok) return { kind: 'refused', why: verdict.why, help: verdict.help };
  const found = await oneByOne(() => oneOfFew(() => lookup(to.host, { all: true }))).catch((): LookupAddress[] => []);
  const judged = found.map((each) => ({ each, verdict: judgeAddress(rules, to, each.address) }));
  const addresses = judged.flatMap(({ each, verdict: { ok } }) => (ok ? [each] : []));
  if (addresses.length > 0) return { kind: 'open', to, addresses };
  const refusal = judged[0]?.verdict;
  if (refusal?.ok === false) return { kind: 'refused', why: refusal.why, help: refusal.help };
  return { kind: 'unknown', why: `${written(to)} cannot be found: no address is known for that name` };
}

export type OpenWay = Extract<WayOut, { kind: 'open' }>;

export const connectTo = ({ to, addresses }: OpenWay): Socket =>
  connect({ host: to.host, port: to.port, allowHalfOpen: true, lookup: pinnedTo(addresses) });

/** Answers the addresses that were judged, whatever the name leads to by now. */
export function pinnedTo(addresses: readonly LookupAddress[]): LookupFunction {
  return (_host, options, answer) => {
    const [first] = addresses;
    if (options.all) answer(null, [...addresses]);
    else if (first) answer(null, first.address, first.family);
  };
}
