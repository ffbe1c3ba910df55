/** Which hosts a command reaches: names before they are looked up, and each address that they lead to. */
import { networkInterfaces } from 'node:os';
import { isPublicAddress } from '../../../../adapters/webhook/public-address.ts';
import { readAllowedHost } from '../../../../contracts/allowed-host.ts';
import {
  isPublicElsewhere,
  judgeAddress,
  judgeHost,
  loopbackNamesOf,
  type HostAndPort,
  type HostRules,
} from '../../../../worker/sandbox/walls/host-rules.ts';

function rules(network: HostRules['network'], entries: readonly string[] = [], models: readonly HostAndPort[] = []): HostRules {
  const allowed = entries.map((entry) => {
    const read = readAllowedHost(entry);
    if (!read.ok) throw new Error(read.problem);
    return read.host;
  });
  return { network, allowed, models, closedPorts: () => new Set([4747]), isPublic: isPublicAddress };
}
const at = (host: string, port = 443): HostAndPort => ({ host, port });

test.each([
  ['npmjs.org', ['npmjs.org'], true],
  ['registry.npmjs.org', ['npmjs.org'], false],
  ['npmjs.org.evil.io', ['npmjs.org'], false],
  ['notnpmjs.org', ['npmjs.org'], false],
  ['api.acme.io', ['*.acme.io'], true],
  ['a.b.acme.io', ['*.acme.io'], true],
  ['acme.io', ['*.acme.io'], false],
  ['evilacme.io', ['*.acme.io'], false],
  ['acme.io', ['acme.io:8443'], false],
  ['acme.io', ['acme.io:443'], true],
  ['8.8.8.8', ['8.8.8.8'], true],
  ['8.8.8.8', ['acme.io'], false],
  ['2001:4860:4860::8888', ['2001:4860:4860::8888'], true],
])('with list, %s is looked up where allow_hosts is %j: %s', (host, entries, isReached) => {
  expect(judgeHost(rules('list', entries), at(host)).ok).toBe(isReached);
  // The entries count with `list` only.
  expect(judgeHost(rules('off', entries), at(host)).ok).toBe(false);
  expect(judgeHost(rules('on', entries), at(host)).ok).toBe(true);
});

test.each([
  '127.0.0.1',
  '10.0.0.5',
  '169.254.169.254',
  '100.64.0.1',
  '224.0.0.1',
  '0.0.0.0',
  '::1',
  '::ffff:a00:5',
  'fd00:ec2::254',
])('an address that is not public is reached only where allow_hosts names it: %s', (address) => {
  expect(judgeAddress(rules('on'), at('acme.io'), address).ok).toBe(false);
  expect(judgeAddress(rules('list', ['acme.io', '*.io']), at('acme.io'), address).ok).toBe(false);
  expect(judgeAddress(rules('list', [address]), at(address), address).ok).toBe(true);
  // The entry does not count with `on`, which reaches the internet alone.
  expect(judgeAddress(rules('on', [address]), at(address), address).ok).toBe(false);
});

test('an entry with a port names that port alone', () => {
  const allowed = rules('list', ['10.0.0.5:8080']);
  expect(judgeAddress(allowed, at('10.0.0.5', 8080), '10.0.0.5').ok).toBe(true);
  expect(judgeAddress(allowed, at('10.0.0.5', 22), '10.0.0.5').ok).toBe(false);
});

test('the model of an agent is reached in any case, at its own port', () => {
  for (const network of ['off', 'list', 'on'] as const) {
    const model = rules(network, [], [at('models.acme.io', 8000), at('127.0.0.1', 9000)]);
    expect(judgeHost(model, at('models.acme.io', 8000)).ok).toBe(true);
    expect(judgeAddress(model, at('models.acme.io', 8000), '10.1.2.3').ok).toBe(true);
    expect(judgeAddress(model, at('127.0.0.1', 9000), '127.0.0.1').ok).toBe(true);
    expect(judgeHost(model, at('models.acme.io', 8001)).ok).toBe(network === 'on');
    expect(judgeAddress(model, at('127.0.0.1', 9001), '127.0.0.1').ok).toBe(false);
    // Another name for the same address is not the model.
    expect(judgeAddress(model, at('evil.io', 9000), '127.0.0.1').ok).toBe(false);
  }
});

test.each(['127.0.0.1', '127.9.9.9', '0.0.0.0', '::1', '::', '::ffff:7f00:1'])(
  'no setting opens a port of the runtime at %s',
  (address) => {
    const everything = rules('list', [address, 'localhost', '127.0.0.1'], [at(address, 4747), at('localhost', 4747)]);
    const verdict = judgeAddress(everything, at(address, 4747), address);
    expect(verdict).toMatchObject({ ok: false, help: 'No setting allows it.' });
    expect(judgeAddress(everything, at('localhost', 4747), address).ok).toBe(false);
    expect(judgeAddress(everything, at(address, 4747), '::ffff:127.0.0.1').ok).toBe(false);
    expect(judgeAddress(rules('list', [address]), at(address, 4748), address).ok).toBe(true);
  },
);

test('a public address of this machine is not one of the internet', () => {
  for (const own of Object.values(networkInterfaces()).flatMap((each) => each ?? [])) {
    expect(isPublicElsewhere(own.address)).toBe(false);
  }
  expect(isPublicElsewhere('93.184.215.14')).toBe(true);
  expect(isPublicElsewhere('10.0.0.1')).toBe(false);
});

test('a refusal says what was refused, and which setting allows it', () => {
  expect(judgeHost(rules('off'), at('acme.io'))).toEqual({
    ok: false,
    why: 'network: off lets nothing out to acme.io:443',
    help: 'Set network: list or on in worker.yaml.',
  });
  expect(judgeHost(rules('list'), at('acme.io'))).toEqual({
    ok: false,
    why: 'acme.io:443 is not in allow_hosts',
    help: 'Add acme.io to allow_hosts in worker.yaml.',
  });
  expect(judgeAddress(rules('on'), at('acme.io', 80), '10.0.0.5')).toEqual({
    ok: false,
    why: 'acme.io:80 leads to 10.0.0.5, an address of this machine or its network',
    help: 'It is reached with network: list, and 10.0.0.5 in allow_hosts in worker.yaml.',
  });
  expect(judgeAddress(rules('list', ['::1']), at('fd00::1', 80), 'fd00::1')).toEqual({
    ok: false,
    why: '[fd00::1]:80 is an address of this machine or its network',
    help: 'It is reached with fd00::1 in allow_hosts in worker.yaml.',
  });
});

test('a program must ask the proxy for a loopback address that the rules name', () => {
  expect([...loopbackNamesOf(rules('list', ['localhost:4873', '127.0.0.1:1', 'acme.io', '10.0.0.1']))]).toEqual([
    'localhost',
    '127.0.0.1',
  ]);
  expect([...loopbackNamesOf(rules('on', ['localhost'], [at('127.0.0.1', 9000)]))]).toEqual(['127.0.0.1']);
});
