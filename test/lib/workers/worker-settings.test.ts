import { rmSync } from 'node:fs';
import { parseSettings } from '../../../lib/config.ts';
import { problemOfSize } from '../../../lib/workers/fargate-sizes.ts';
import { readWorkerYaml } from '../../../lib/workers/worker-yaml.ts';
import { isolatedWorkers, pooledWorkers, secretArn, writeWorkerYaml } from './examples.ts';

const parse = (workers: unknown) => parseSettings({ stage: 'test', workers }).workers;

function problemOf(run: () => unknown): string {
  try {
    run();
    return '';
  } catch (error) {
    return String(error);
  }
}

describe('the setting workers', () => {
  test('is none unless it says otherwise', () => {
    expect(parseSettings({ stage: 'test' }).workers).toEqual({ kind: 'none' });
  });

  test('is complete with an image and a worker.yaml', () => {
    expect(parse({ kind: 'isolated', build: true, worker_yaml: 'worker.yaml' })).toMatchObject({
      cpu: 2_048,
      memory_mib: 8_192,
      spot: false,
      max: 20,
      network: { kind: 'own', nat: 'one', egress: [{ cidr: '0.0.0.0/0', port: 443 }] },
    });
  });

  test('is refused with every problem at once, each with its path', () => {
    const wrong = {
      kind: 'isolated',
      image: 'UPPER',
      build: true,
      cpu: 1_000,
      ephemeral_gib: 5,
      secrets: [
        { env: 'BGAGENT_X', secret: 'my-secret' },
        { env: 'A', secret: secretArn('a') },
        { env: 'a', secret: secretArn('b') },
      ],
      forge_tokens: [
        { host: 'git.acme.example', secret: secretArn('x') },
        { host: 'git.acme.example', secret: secretArn('y') },
      ],
      network: { kind: 'given', vpc_id: 'mine', subnets: [], egress: [{ cidr: 'all', port: 0 }] },
      maximum: 3,
    };
    const said = problemOf(() => parse(wrong));
    for (const path of [
      'workers.image: must be the URI',
      'workers.image: must be given, or build: true, and not both',
      'workers.cpu: must be one that Fargate offers: 256, 512',
      'workers.ephemeral_gib',
      'workers.worker_yaml',
      'workers.secrets.0.env: must not begin with BGAGENT_',
      'workers.secrets.0.secret: must be the whole ARN',
      'workers.secrets.2.env: "a" is there twice',
      'workers.forge_tokens.1.host: "git.acme.example" is there twice',
      'workers.network.vpc_id: must be an id such as vpc-',
      'workers.network.subnets',
      'workers.network.egress.0.cidr',
      'workers.network.egress.0.port',
      'maximum',
    ]) {
      expect(said).toContain(path);
    }
  });

  test.each([
    [{ kind: 'fargate' }, /workers\.kind: must have a kind: none, isolated or pooled/],
    [pooledWorkers('w.yaml', { github_app: secretArn('app') }), /github_app/],
    [isolatedWorkers('w.yaml', { concurrency: 4 }), /concurrency/],
    [isolatedWorkers('w.yaml', { build_args: { AGENT: 'claude-code' } }), /workers\.build_args: are for build: true/],
    [isolatedWorkers('w.yaml', { network: { kind: 'mine' } }), /workers\.network\.kind: must have a kind: own or given/],
  ])('%j is refused', (workers, problem) => {
    expect(() => parse(workers)).toThrow(problem);
  });
});

describe('the sizes of Fargate', () => {
  test.each([
    [256, 512],
    [256, 2_048],
    [512, 3_072],
    [1_024, 8_192],
    [2_048, 4_096],
    [4_096, 30_720],
    [8_192, 61_440],
    [16_384, 122_880],
  ])('cpu %d with %d MiB is one', (cpu, memory) => {
    expect(problemOfSize(cpu, memory)).toBeUndefined();
  });

  test.each([
    [256, 1_536, '512, 1024 or 2048'],
    [512, 1_500, '1024 to 4096 in steps of 1024'],
    [2_048, 2_048, '4096 to 16384 in steps of 1024'],
    [8_192, 17_408, '16384 to 61440 in steps of 4096'],
  ])('cpu %d with %d MiB is none', (cpu, memory, words) => {
    expect(problemOfSize(cpu, memory)).toEqual({
      setting: 'memory_mib',
      message: `must be what Fargate offers with cpu ${cpu}: ${words}`,
    });
  });
});

describe('worker.yaml', () => {
  const folders: string[] = [];
  afterAll(() => {
    for (const folder of folders) rmSync(folder, { recursive: true });
  });
  const read = (text: string | undefined, make: typeof isolatedWorkers = isolatedWorkers): string => {
    const { file, folder } = writeWorkerYaml(text);
    folders.push(folder);
    const workers = parse(make(file));
    return workers.kind === 'none' ? '' : readWorkerYaml(workers);
  };

  test('is read as it is written', () => {
    const text = '# ours\nagents:\n  sh:\n    command: [sh]\n';
    expect(read(text)).toBe(text);
  });

  test('that is wrong stops the synthesis with each problem, its file and its line', () => {
    const text = 'agents:\n  sh:\n    command: []\ndefault_agent: other\nsandbx: none\n';
    expect(() => read(text)).toThrow(/worker\.yaml:3: agents\.sh\.command: .*\n.*worker\.yaml:5: no such setting: "sandbx"/);
    expect(() => read(text)).toThrow(/worker\.yaml:4: default_agent: /);
    expect(() => read('agents: [\n')).toThrow(/worker\.yaml:\d: is not valid YAML/);
  });

  test('may only take variables that a secret gives', () => {
    const text = 'agents:\n  sh:\n    command: [sh]\n    env:\n      KEY: $OTHER_KEY\n      HOME: $HOME\n';
    expect(() => read(text)).toThrow(
      /worker\.yaml:5: agents\.sh\.env\.KEY: needs the variable OTHER_KEY, which no entry of workers\.secrets/,
    );
    const forge = 'forges:\n  - host: github.com\n    token_env: GH_TOKEN\n';
    expect(() => read(forge, pooledWorkers)).toThrow(/worker\.yaml:3: forges\.0\.token_env: needs the variable GH_TOKEN/);
    expect(read(forge)).toBe(forge);
  });

  test('must be there, and fit into a task definition', () => {
    const missing = parse(isolatedWorkers('/nowhere/worker.yaml'));
    expect(() => missing.kind !== 'none' && readWorkerYaml(missing)).toThrow('/nowhere/worker.yaml: there is no such file.');
    expect(() => read(`# ${'x'.repeat(32_000)}\n`)).toThrow('must have at most 32000 bytes');
  });
});
