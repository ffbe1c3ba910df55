/** The CLI at a real terminal: the live picture, and colours beside texts from elsewhere. */
import { cliForEachTest } from './cli-against-server.ts';
import type { Behaviour } from './contract-server.ts';
import { answeringEvil, instruction } from './evil-texts.ts';
import { fleetId, pausedFleet, sampleFleet, sampleTarget, taskId } from './samples.ts';

const cli = cliForEachTest();

test('fleet watch shows the last line that a running target printed', async () => {
  const slow = sampleTarget({
    path: 'slow',
    status: 'RUNNING',
    failure: null,
    duration_s: null,
    last_line: 'compiling half of it',
  });
  const ended = sampleFleet({ status: 'SUCCEEDED' }, { SUCCEEDED: 1 });
  const looks = [sampleFleet({}, { RUNNING: 1 }), ended];
  const behaviour: Behaviour = { getFleet: () => ({ data: looks.shift() ?? ended }), listTargets: () => ({ data: [slow] }) };
  const { code, stdout } = await cli().run(behaviour, ['fleet', 'watch', fleetId], { terminal: 100 });
  expect(code).toBe(0);
  expect(stdout).toMatch(/slow {2}running [^\r\n]*compiling half of it/);
  // The fleet is being watched, so watching it is not offered.
  expect(stdout).toContain('Next: bgagent fleet');
  expect(stdout).not.toContain('fleet watch');
});

test('fleet watch says how to leave a fleet that waits for a person', async () => {
  const ended = sampleFleet({ status: 'SUCCEEDED' }, { SUCCEEDED: 1 });
  const looks = [pausedFleet(), ended];
  const behaviour: Behaviour = { getFleet: () => ({ data: looks.shift() ?? ended }), listTargets: () => ({ data: [] }) };
  const { stdout } = await cli().run(behaviour, ['fleet', 'watch', fleetId], { terminal: 120 });
  expect(stdout).toContain('Ctrl-C ends the picture and changes nothing.');
  expect(stdout.slice(stdout.lastIndexOf('SUCCEEDED'))).not.toContain('Ctrl-C');
});

const coloured = { TERM: 'xterm-256color', NO_COLOR: '', FORCE_COLOR: '1' };

test.each([[['fleet', 'status', fleetId]], [['fleet', 'targets', fleetId]]])(
  '%s has colours of this product, and nothing else that the terminal obeys',
  async (args) => {
    const { stdout } = await cli().run(answeringEvil, args, { terminal: 200, env: coloured });
    const ours = /\u001B\[(?:[0-2]|22|3[126]|[34]9)m/g;
    expect(stdout).toMatch(ours);
    expect(stdout.replaceAll(ours, '')).toContain('xy');
    expect(instruction.exec(stdout.replaceAll(ours, ''))).toBeNull();
    expect(stdout).not.toContain('x\u001B[31m');
  },
);

test('the output of a task is shown with its colours, and without its other instructions', async () => {
  const { stdout } = await cli().run(answeringEvil, ['task', 'logs', taskId], { terminal: 80, env: coloured });
  expect(stdout).toBe('x\u001B[31my\r\n\u001B[32mgreen\u001B[0m 10%\r\n20%\r\n\u001B[0m');
});
