/** The public keys of the issuer: as they were given, or fetched from where its discovery says that they are. */
import { createLocalJWKSet, errors, type JSONWebKeySet, type JWTVerifyGetKey } from 'jose';
import * as z from 'zod';
import { messageOf } from '../../../core/text/message-of-error.ts';

/** The issuer could not be asked for its keys, so it is not known yet whether a token is valid. */
export class IssuerAway extends Error {}

export interface KeySource {
  readonly issuer: string;
  /** The key set as JSON. If empty, it is fetched from `jwksUri`; if that is empty too, from where the issuer's discovery says. */
  readonly jwks: string;
  readonly jwksUri: string;
}

const keySet = z.object({ keys: z.array(z.looseObject({ kty: z.string() })).min(1) });
const discovery = z.object({ issuer: z.string(), jwks_uri: z.url({ protocol: /^https?$/ }) });

const answerWithinMs = 3_000;
/** Keys that are older are fetched anew, so that one that was withdrawn does not count for long. */
const freshMs = 10 * 60_000;
/** The issuer is asked at most this often: while no keys are known, while older ones serve, and for a key that is not among them. */
const pauseMs = { none: 1_000, old: 30_000, unknownKey: 10_000 } as const;

type Keys = ReturnType<typeof createLocalJWKSet>;

/**
 * @returns a function that throws IssuerAway if the keys are needed and cannot be fetched
 * @throws Error if `jwks` is given and is not a key set
 */
export function createIssuerKeys(source: KeySource): JWTVerifyGetKey {
  if (source.jwks !== '') return createLocalJWKSet(keySetOf(JSON.parse(source.jwks)));
  const fetched = fetchedKeys(source);
  return async (header, token) => {
    const keys = await fetched.current();
    try {
      return await keys(header, token);
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey)) throw error;
      return (await fetched.newerThan(keys))(header, token);
    }
  };
}

/** Keys that are fetched when they are needed, by one request for all that wait. Known ones serve while the issuer is away. */
function fetchedKeys(source: KeySource) {
  const addressOfKeys = findAddress(source);
  let known: { readonly keys: Keys; readonly at: number } | undefined;
  let failure: IssuerAway | undefined;
  let askedAt = -Infinity;
  let asking: Promise<void> | undefined;

  const fetchKeys = async (): Promise<void> => {
    askedAt = Date.now();
    try {
      const set = keySetOf(await addressOfKeys.use(readJson));
      known = { keys: createLocalJWKSet(set), at: askedAt };
      failure = undefined;
    } catch (error) {
      failure = new IssuerAway(`The keys of the issuer ${source.issuer} cannot be read: ${messageOf(error)}`);
    }
  };
  const ask = async (pause: number): Promise<void> => {
    if (asking === undefined && Date.now() - askedAt < pause) return;
    await (asking ??= fetchKeys().finally(() => {
      asking = undefined;
    }));
  };
  const current = async (): Promise<Keys> => {
    if (known === undefined) await ask(pauseMs.none);
    else if (Date.now() - known.at >= freshMs) await ask(pauseMs.old);
    if (known === undefined) throw failure ?? new IssuerAway(`The issuer ${source.issuer} was not asked.`);
    return known.keys;
  };
  const newerThan = async (keys: Keys): Promise<Keys> => {
    if (known?.keys === keys) await ask(pauseMs.unknownKey);
    if (failure !== undefined) throw failure;
    return current();
  };
  return { current, newerThan };
}

/** Where the keys are. Discovery is asked once, and again after its answer led nowhere. */
function findAddress({ issuer, jwksUri }: KeySource) {
  let found = jwksUri === '' ? undefined : jwksUri;
  const discover = async (): Promise<string> => {
    const said = discovery.parse(await readJson(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`));
    if (said.issuer !== issuer) throw new Error(`its discovery is that of another issuer, ${said.issuer}`);
    if (issuer.startsWith('https:') && !said.jwks_uri.startsWith('https:')) throw new Error('its jwks_uri is not https');
    return said.jwks_uri;
  };
  return {
    async use<T>(read: (address: string) => Promise<T>): Promise<T> {
      const address = (found ??= await discover());
      try {
        return await read(address);
      } catch (error) {
        if (jwksUri === '') found = undefined;
        throw error;
      }
    },
  };
}

async function readJson(address: string): Promise<unknown> {
  const response = await fetch(address, { redirect: 'error', signal: AbortSignal.timeout(answerWithinMs) });
  if (!response.ok) throw new Error(`${address} answers ${response.status}`);
  return response.json();
}

function keySetOf(value: unknown): JSONWebKeySet {
  return keySet.parse(value);
}
