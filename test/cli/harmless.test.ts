/** No text from elsewhere steers the terminal, and none is changed on its way to a tool. */
import { harmlessOutput } from '../../cli/output/harmless-output.ts';
import { cliForEachTest } from './cli-against-server.ts';
import { answeringEvil, evil, instruction, printed } from './evil-texts.ts';
import { fleetId, taskId } from './samples.ts';

const cli = cliForEachTest();

test.each([
  [['fleet', 'status', fleetId]],
  [['fleet', 'targets', fleetId]],
  [['fleet', 'log', fleetId]],
  [['fleet', 'list']],
  [['task', 'cancel', taskId, '-y']],
  [['task', 'status', taskId]],
])('%s prints nothing that a terminal obeys', async (args) => {
  const { stdout, stderr } = await cli().run(answeringEvil, args);
  expect(`${stdout}${stderr}`).toContain('xy');
  expect(instruction.exec(`${stdout}${stderr}`)).toBeNull();
});

test('JSON is exact, without a byte that a terminal obeys', async () => {
  const { stdout } = await cli().run(answeringEvil, ['fleet', 'status', fleetId, '--json']);
  expect(JSON.parse(stdout)).toMatchObject({ title: evil });
  expect(instruction.exec(stdout.replaceAll('\u202E', ''))).toBeNull();
});

test('a pipe gets the output of a task unchanged; only text, and colours if wanted, would reach a terminal', async () => {
  expect((await cli().run(answeringEvil, ['task', 'logs', taskId])).stdout).toBe(printed);
  expect(harmlessOutput(printed, false)).toBe('xy\ngreen 10%\n20%\n');
  expect(harmlessOutput(printed, true)).toBe('x\u001B[31my\n\u001B[32mgreen\u001B[0m 10%\n20%\n\u001B[0m');
});
