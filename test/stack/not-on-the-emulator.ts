/**
 * What `npm run test:stack` deploys in another way than an operator, each with the reason and with the test that asserts it on the
 * template. not-on-the-emulator.test.ts sees to it that the test is there; the run sees to it that the type is not in what it deploys.
 */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

export interface NotOnTheEmulator {
  readonly what: string;
  /** Types of resources that the stage of the tests has none of. */
  readonly types: readonly string[];
  readonly why: string;
  /** File and name of the test. */
  readonly assertedBy: readonly [file: string, name: string];
}

export const notOnTheEmulator: readonly NotOnTheEmulator[] = [
  {
    what: 'The authorizer of API Gateway (setting auth.gateway_authorizer)',
    types: ['AWS::ApiGatewayV2::Authorizer'],
    why: 'MiniStack checks signatures with a Python package that it does not install, so it would refuse every token; the function checks all of them',
    assertedBy: ['test/lib/stacks.test.ts', 'checks them first where the settings say so'],
  },
  {
    what: 'Containers (setting workers, kind isolated)',
    types: [],
    why: 'cluster and task definition are deployed, and the launcher starts tasks at a stand-in of ECS, which starts the two processes with the variables of the definition; limits, user, file system and network are those of this machine',
    assertedBy: [
      'test/lib/workers/templates.long.ts',
      'has no role, no capability, no disk to write on but its volumes, and no shell from outside',
    ],
  },
  {
    what: 'A network for containers (setting workers.network, kind own)',
    types: ['AWS::EC2::VPC'],
    why: 'the processes that play containers have the network of this machine',
    assertedBy: [
      'test/lib/workers/templates.long.ts',
      'of its own has private subnets in two zones, a NAT gateway, gateways to S3 and DynamoDB, and flow logs',
    ],
  },
  {
    what: 'A service of workers (setting workers, kind pooled)',
    types: ['AWS::ECS::Service'],
    why: 'this run has no engine of containers; the workers of the other scenarios are processes',
    assertedBy: [
      'test/lib/workers/templates.long.ts',
      'gives a failed deployment up, leaves its size to the scaling, and opens no shell',
    ],
  },
  {
    what: 'The pool of users',
    types: ['AWS::Cognito::UserPool'],
    why: 'people sign in at an issuer that runs beside the stack',
    assertedBy: ['test/lib/user-pool.test.ts', 'is the issuer of the service, which asks for no issuer any more'],
  },
  {
    what: 'Messages of a function that died come again after three minutes',
    types: [],
    why: 'the attribute is set to 35 seconds after the deployment, so that the scenarios end',
    assertedBy: ['test/lib/stacks.test.ts', 'hide a message for six times what its function may take'],
  },
  {
    what: 'The time limit of target-drive',
    types: [],
    why: 'two minutes instead of 30 seconds: MiniStack counts the start of a process, and starts one for each child of a run',
    assertedBy: ['test/lib/time-limits.test.ts', 'a turn, and what its mail needs after it, fits into the time of the function'],
  },
  {
    what: 'Retries of the workflow, where a call of target-drive failed',
    types: [],
    why: 'MiniStack waits on for the token of the child, so it is the actor that misses the child, and replaces it',
    assertedBy: ['test/lib/fleet-run.test.ts', 'tries a turn that failed again, whatever failed, without losing where it was'],
  },
  {
    what: 'Functions run on arm64',
    types: [],
    why: 'MiniStack runs their code in the Node.js of this machine, whatever its processor is',
    assertedBy: ['test/lib/stacks.test.ts', 'run on Node.js 24, arm64, traced'],
  },
  {
    what: 'Permissions of roles',
    types: [],
    why: 'MiniStack creates roles and policies and enforces none of them',
    assertedBy: ['test/lib/stacks.test.ts', 'name every action'],
  },
  {
    what: 'Limits of API Gateway (setting throttle)',
    types: [],
    why: 'MiniStack keeps the setting of the stage and lets every request pass',
    assertedBy: ['test/lib/stacks.test.ts', 'limits and logs requests'],
  },
];

/** @throws Error where the deployed templates have what this list says they have not */
export async function checkDifferences(assembly: string): Promise<void> {
  const files = (await readdir(assembly)).filter((file) => file.endsWith('.template.json'));
  const templates = await Promise.all(files.map((file) => readFile(join(assembly, file), 'utf8')));
  const types = notOnTheEmulator.flatMap((each) => each.types);
  const there = types.filter((type) => templates.some((template) => template.includes(JSON.stringify(type))));
  if (there.length > 0) throw new Error(`test/stack/not-on-the-emulator.ts is wrong: the stage has ${there.join(', ')}`);
}

/** For the end of a run. */
export const differences = (): string =>
  ['Deployed in another way than on AWS:', ...notOnTheEmulator.map(({ what, why }) => `- ${what}: ${why}.`)].join('\n');
