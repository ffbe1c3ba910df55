/**
 * What scripts are written against: every command with its arguments and flags, and the keys that `--json` prints. A change shows
 * as a change of the snapshot beside this file; `npm test -- test/cli/surface -u` writes it.
 */
import { type Command } from '@oclif/core';
import * as z from 'zod';
import { fleetView } from '../../../contracts/http/fleet.ts';
import { type Operation } from '../../../contracts/http/operation.ts';
import { operationList } from '../../../contracts/http/operations.ts';
import { commands } from '../../../cli/commands.ts';
import { CliAgainstServer } from '../cli-against-server.ts';
import { type Answer, type Behaviour } from '../contract-server.ts';
import { fleetId, taskId } from '../samples.ts';
import { exampleOf } from './example-of.ts';
import { keysOf } from './keys-of.ts';

type Flag = Command.Class['flags'][string];

/** As a flag is written; it has no value where it is a boolean. */
const valueOf = (flag: Flag): string => (flag.type === 'boolean' ? '' : ` ${String(flag.helpValue ?? 'VALUE')}`);

const flagLine = (name: string, flag: Flag): string => {
  const notes = [
    ...(flag.type === 'option' && flag.options ? [`one of ${flag.options.join(', ')}`] : []),
    ...(flag.type === 'option' && flag.multiple ? ['again and again'] : []),
    ...(typeof flag.default === 'string' || typeof flag.default === 'number' ? [`default ${flag.default}`] : []),
    ...(flag.type === 'boolean' && flag.allowNo ? ['also --no-'] : []),
    ...(flag.required ? ['required'] : []),
    ...(flag.exclusive?.length ? [`not with ${flag.exclusive.map(String).join(', ')}`] : []),
    ...(flag.dependsOn ? [`with ${flag.dependsOn.join(', ')}`] : []),
  ];
  return `  ${flag.char ? `-${flag.char}, ` : ''}--${name}${valueOf(flag)}${notes.length > 0 ? ` (${notes.join('; ')})` : ''}`;
};

function describeCommand(id: string, command: Command.Class): string[] {
  const args = Object.entries(command.args).map(([key, arg]) => (arg.required ? key : `[${key}]`));
  const flags = Object.entries({ ...command.baseFlags, ...command.flags });
  return [
    [id.replace(':', ' '), ...args.map((name) => name.toUpperCase())].join(' '),
    ...flags.map(([name, flag]) => flagLine(name, flag)).sort(),
  ];
}

test('the commands with their arguments and flags are those of the snapshot', () => {
  const lines = Object.entries(commands).flatMap(([id, command]) => describeCommand(id, command));
  expect(lines.join('\n')).toMatchSnapshot();
});

/** How each command is called; those that start a process or ask no API have tests of their own (test/cli/local.test.ts, test/cli/dashboard.test.ts). */
const calls: Readonly<Record<string, readonly string[]>> = {
  'fleet submit': ['--repo', 'acme/auth', '--command', 'true'],
  'fleet plan': ['--repo', 'acme/auth', '--command', 'true'],
  'fleet import': ['plan.json', '--repo', 'acme/auth'],
  'fleet status': [fleetId],
  'fleet targets': [fleetId],
  'fleet list': [],
  'fleet pause': [fleetId],
  'fleet continue': [fleetId],
  'fleet approve': [fleetId, '--target', 'a'],
  'fleet reject': [fleetId, '--target', 'a'],
  'fleet steer': [fleetId, 'Keep it.', '--target', 'a'],
  'fleet abort': [fleetId, '--yes'],
  'fleet cancel': [fleetId, '--yes'],
  'fleet skip': [fleetId, '--target', 'a'],
  'fleet fail': [fleetId, '--target', 'a'],
  'fleet answer': [fleetId, 'Yes.', '--target', 'a'],
  'fleet retry': [fleetId],
  'fleet edit': [fleetId, '--max-concurrency', '2'],
  'fleet timeline': [fleetId],
  'fleet log': [fleetId],
  'fleet logs': [fleetId, 'auth'],
  'fleet failures': [fleetId],
  'fleet results': [fleetId],
  'fleet graph': [fleetId],
  'fleet diff': [fleetId, 'auth'],
  'task submit': ['--repo', 'acme/auth', '--command', 'true'],
  'task status': [taskId],
  'task list': [],
  'task cancel': [taskId, '--yes'],
  'task events': [taskId],
  'task logs': [taskId],
  'task diff': [taskId],
  'repo onboard': ['acme/auth'],
  'repo edit': ['acme/auth', '--tag', 'team=a'],
  'repo import': ['repos.csv'],
  'repo list': [],
  'repo show': ['acme/auth'],
  'repo remove': ['acme/auth'],
  workflows: [],
  whoami: [],
  doctor: [],
};

/** For fleet import, which prints the request. */
const plan = JSON.stringify({
  name: 'P',
  maxParallel: 2,
  startPaused: true,
  jobs: [{ producer_id: 'a', task: 'A', work: 'make' }],
});

/** The answer of an operation with all the keys that it may have; that of a command is the fleet after it. */
function fullAnswer({ success: { schema, shape, status } }: Operation): Answer {
  if (shape === 'text') return { text: 'printed\n' };
  const data = exampleOf(schema instanceof z.ZodUnion ? fleetView : schema);
  return { status: schema instanceof z.ZodUnion ? 200 : status, data: shape === 'list' || shape === 'rows' ? [data] : data };
}

const answering: Behaviour = Object.fromEntries(operationList.map(([id, operation]) => [id, () => fullAnswer(operation)]));

describe('the keys of --json', () => {
  const cli = new CliAgainstServer();
  beforeAll(() => {
    cli.file('plan.json', plan);
    cli.file('repos.csv', 'repo\nacme/auth\n');
  });
  afterAll(() => cli.close());

  test.each(Object.entries(calls))('%s', async (command, args) => {
    const { stdout, stderr } = await cli.run(answering, [...command.split(' '), ...args, '--json']);
    if (command !== 'doctor') expect(stderr).toBe(''); // The doctor finds what this machine lacks.
    expect(keysOf(JSON.parse(stdout)).join('\n')).toMatchSnapshot();
  });

  test('every command is among them, or watches, or starts a process, or asks a runtime for more than its API, or keeps settings', () => {
    const others = ['fleet watch', 'local', 'dashboard', 'worker', 'configure', 'login', 'logout'];
    expect([...Object.keys(calls), ...others].sort()).toEqual(
      Object.keys(commands)
        .map((id) => id.replace(':', ' '))
        .sort(),
    );
  });
});
