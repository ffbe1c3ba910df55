/** What a command says when it is called wrongly, when it is asked for help, and with --debug. */
import { commands } from '../../cli/commands.ts';
import { reportError } from '../../cli/report-error.ts';
import { cliForEachTest } from './cli-against-server.ts';

const cli = cliForEachTest();

test('--version is one line', async () => {
  expect(await cli().folder.run(['--version'])).toEqual({ code: 0, stdout: 'bgagent 0.1.0\n', stderr: '' });
});

test('Ctrl-C where a command asks something is no surprise', async () => {
  // As node:readline/promises rejects its question.
  const interrupted = Object.assign(new Error('Aborted with Ctrl+C'), { name: 'AbortError' });
  expect(await reportError(interrupted, ['configure'])).toBe(130);
});

test('an unknown command is a usage error that names the nearest one', async () => {
  const { code, stderr, stdout } = await cli().runAlone(['fleet', 'submitt']);
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toBe('bgagent: there is no command "fleet submitt": did you mean "bgagent fleet submit"?\n');
});

test('an unknown flag is a usage error in one line that names the nearest one', async () => {
  const { code, stderr } = await cli().runAlone(['fleet', 'submit', '--tittle', 'x']);
  expect(code).toBe(2);
  expect(stderr).toBe('bgagent: there is no flag --tittle: did you mean --title?\n');
});

test('a topic that is misspelt is named, too, and a missing argument', async () => {
  expect((await cli().runAlone(['flet'])).stderr).toBe('bgagent: there is no command "flet": did you mean "bgagent fleet"?\n');
  expect((await cli().runAlone(['task', 'status'])).stderr).toBe('bgagent: missing argument id: see --help.\n');
});

test('a missing argument, a wrong number and flags that exclude each other are usage errors', async () => {
  const runs = [
    ['task', 'status'],
    ['fleet', 'list', '--limit', 'x'],
    ['fleet', 'submit', '--watch', '--wait', '--repo', 'a/b'],
  ];
  for (const args of runs) {
    const { code, stderr } = await cli().runAlone(args);
    expect([args, code]).toEqual([args, 2]);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  }
});

test('every command explains itself with examples', async () => {
  for (const command of Object.values(commands)) {
    expect(command.summary).toMatch(/^[A-Z].*\.$/);
    expect(command.examples.length).toBeGreaterThan(0);
  }
  const { stdout, code } = await cli().folder.run(['fleet', 'submit', '--help']);
  expect(code).toBe(0);
  expect(stdout).toMatch(/EXAMPLES\n {2}\$ bgagent fleet submit /);
});

test('--debug shows the request id and the exchange, and no token', async () => {
  const behaviour = { listFleets: () => ({ data: [] }) };
  const { token } = await cli().start(behaviour);
  const { stdout, stderr } = await cli().run(behaviour, ['fleet', 'list', '--json', '--debug']);
  expect(stdout).toBe('[]\n');
  expect(stderr).toContain('< 200 (request req-1)');
  expect(stderr).not.toContain(token);
});

test('--debug shows no login of an address', async () => {
  const url = 'https://token-of-acme@git.acme.example/auth.git';
  const { stderr } = await cli().run({}, ['repo', 'onboard', 'acme/auth', '--clone-url', url, '--debug']);
  expect(stderr).toContain('https://***@git.acme.example/auth.git');
  expect(stderr).not.toContain('token-of-acme');
});
