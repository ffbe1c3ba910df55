/** The command that runs the work of every target: run by sh as a worker does, with and without the shells that it needs. */
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { argvFor, fleetScript, type ScriptNeeds } from '../../../cli/import/copilot/shell-scripts.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bgagent-shells-'));
  for (const name of ['sh', 'bash', 'printf']) symlinkSync(`/bin/${name}`, join(folder, name));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** In the place of PowerShell: prints its arguments, and ends with 3. */
function installPwsh(): void {
  writeFileSync(join(folder, 'pwsh'), `#!/bin/sh\nprintf '<%s>' "$@"\nexit 3\n`);
  chmodSync(join(folder, 'pwsh'), 0o755);
}

function run(argv: readonly string[], vars: Readonly<Record<string, string>>) {
  const named = Object.fromEntries(Object.entries(vars).map(([key, value]) => [`BGAGENT_VAR_${key}`, value]));
  const [file = '', ...args] = argv;
  const { status, stdout, stderr } = spawnSync(file, args, { env: { PATH: folder, HOME: folder, ...named }, encoding: 'utf8' });
  return { code: status, stdout, stderr };
}
const script = (needs: ScriptNeeds, vars: Readonly<Record<string, string>>) => run(['/bin/sh', '-c', fleetScript(needs)], vars);

const noPwsh = 'This work needs PowerShell (pwsh), which this worker does not have.\n';
const nasty = `it's "quoted" $(exit 9) \`exit 9\`; # *`;
const printed = `<-NoProfile><-NonInteractive><-Command><${nasty}>`;

test('one shell runs the text of the target, and ends as it ends', () => {
  expect(script({ shells: ['sh'], hasPrechecks: false }, { work: `printf %s "a'b"; exit 5` })).toEqual({
    code: 5,
    stdout: "a'b",
    stderr: '',
  });
  expect(script({ shells: ['bash'], hasPrechecks: false }, { work: '[[ a == a ]] && printf yes' })).toMatchObject({
    code: 0,
    stdout: 'yes',
  });
});

test('PowerShell gets the text as one argument where it is, and is asked for where it is not', () => {
  const needs: ScriptNeeds = { shells: ['pwsh'], hasPrechecks: false };
  expect(script(needs, { work: nasty })).toEqual({ code: 127, stdout: '', stderr: noPwsh });
  installPwsh();
  expect(script(needs, { work: nasty })).toEqual({ code: 3, stdout: printed, stderr: '' });
});

test('several shells: each target says its own', () => {
  const needs: ScriptNeeds = { shells: ['sh', 'bash', 'pwsh'], hasPrechecks: true };
  expect(script(needs, { shell: 'sh', work: 'printf x; exit 4' })).toMatchObject({ code: 4, stdout: 'x' });
  expect(script(needs, { shell: 'bash', work: '[[ a == a ]] && printf y' })).toMatchObject({ code: 0, stdout: 'y' });
  expect(script(needs, { shell: 'pwsh', work: nasty })).toEqual({ code: 127, stdout: '', stderr: noPwsh });
  const checked = { shell: 'sh', work: 'printf work', precheck_shell: 'pwsh', precheck: nasty };
  expect(script(needs, checked)).toEqual({ code: 127, stdout: '', stderr: noPwsh });
  installPwsh();
  expect(script(needs, { shell: 'pwsh', work: nasty })).toEqual({ code: 3, stdout: printed, stderr: '' });
});

describe.each<[string, ScriptNeeds, Record<string, string>]>([
  ['one shell', { shells: ['sh'], hasPrechecks: true }, {}],
  ['several shells', { shells: ['bash', 'sh'], hasPrechecks: true }, { shell: 'sh', precheck_shell: 'bash' }],
])('a check before the work, with %s', (_, needs, shells) => {
  const checked = (precheck: string) => script(needs, { ...shells, work: 'printf work', precheck });

  test('that fails keeps the work from beginning', () => {
    const failed = { code: 1, stdout: '', stderr: 'The prechecks failed, so the work was not begun.\n' };
    expect(checked('exit 3')).toEqual(failed);
  });

  test('that succeeds, or is not there, lets the work begin', () => {
    expect(checked('printf check-')).toEqual({ code: 0, stdout: 'check-work', stderr: '' });
    expect(script(needs, { ...shells, work: 'printf work' })).toEqual({ code: 0, stdout: 'work', stderr: '' });
  });
});

test('a check in PowerShell before work in PowerShell runs, and both ask for it', () => {
  const needs: ScriptNeeds = { shells: ['pwsh'], hasPrechecks: true };
  expect(script(needs, { work: 'a', precheck: 'b' })).toEqual({ code: 127, stdout: '', stderr: noPwsh });
  installPwsh();
  expect(script(needs, { work: 'a', precheck: 'b' })).toMatchObject({
    code: 1,
    stdout: '<-NoProfile><-NonInteractive><-Command><b>',
  });
});

test('a verifier gets its text as an argument', () => {
  expect(run(argvFor('sh', 'printf ok'), {})).toMatchObject({ code: 0, stdout: 'ok' });
  expect(run(argvFor('pwsh', nasty), {})).toEqual({ code: 127, stdout: '', stderr: noPwsh });
  installPwsh();
  expect(run(argvFor('pwsh', nasty), {})).toEqual({ code: 3, stdout: printed, stderr: '' });
});
