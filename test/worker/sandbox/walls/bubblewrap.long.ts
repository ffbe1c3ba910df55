/** Commands in bubblewrap: what they get, what they may write, and how they end. */
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { workerConfig } from '../../../../contracts/worker-config.ts';
import type { Command } from '../../../../worker/sandbox/run-command.ts';
import type { Sandbox } from '../../../../worker/sandbox/sandbox.ts';
import type { Walls } from '../../../../worker/sandbox/walls/walls.ts';
import { bubblewrapFor, listeners, runIn, sandboxIn, testWithBubblewrap, workerFolders, type WallsGiven } from './walls-bench.ts';

const test_ = await testWithBubblewrap('test/worker/sandbox/walls/bubblewrap');
let folders: ReturnType<typeof workerFolders>;
const open: { walls: Walls; sandbox: Sandbox }[] = [];
beforeEach(() => {
  folders = workerFolders();
});
afterEach(async () => {
  for (const { walls, sandbox } of open.splice(0)) {
    await sandbox.remove();
    walls.close();
  }
  folders.remove();
});

function build(given: WallsGiven = {}) {
  const walls = bubblewrapFor(folders, given);
  const sandbox = sandboxIn(folders, walls);
  open.push({ walls, sandbox });
  return { walls, sandbox, run: (script: string, more: Partial<Command> = {}) => runIn(sandbox, script, more) };
}

const agentNamed = (name: string, config: Readonly<Record<string, unknown>> = { command: ['sh'] }) => {
  const found = workerConfig.parse({ agents: { [name]: config } }).agents[name];
  if (!found) throw new Error('no agent');
  return { name, config: found };
};

test_('a command writes its own folders, and everything else is read-only', async () => {
  const { sandbox, run } = build();
  const script = 'for f in . "$HOME" "$TMPDIR" /tmp /var/tmp /dev/shm; do echo x > "$f/written" && echo "$f"; done; echo $HOME';
  const { printed } = await run(script, { env: { TMPDIR: sandbox.tmp } });
  const home = join(sandbox.folder, 'home');
  expect(printed.trim().split('\n')).toEqual(['.', home, sandbox.tmp, '/tmp', '/var/tmp', '/dev/shm', home]);
  expect(existsSync(join(sandbox.repo, 'written'))).toBe(true);
  // The system's folders for temporary files lie with the task, so they go with it, and no other task sees them.
  expect(existsSync('/tmp/written') || existsSync('/var/tmp/written')).toBe(false);
  expect((await run('cat /tmp/written; touch /usr/x /etc/x /root/x /run/x 2>&1')).printed).not.toContain('cannot open');
  // As root a command would write them without any right; the first names a program that the kernel starts.
  const files = ['/proc/sys/kernel/core_pattern', '/proc/sys/kernel/hostname', '/etc/shadow'];
  const { printed: refused } = await run(
    `for f in ${files.join(' ')}; do (echo x > $f) 2> /dev/null && echo $f; done; cat /etc/shadow`,
  );
  expect(refused).toMatch(/^cat: \/etc\/shadow: (?:Permission denied|No such file)/);
});

test_('a command is alone, has no rights and no terminal', async () => {
  const { run } = build();
  const { printed } = await run(
    'echo "$$ $PPID"; grep CapEff /proc/self/status; (: < /dev/tty) 2>&1; ls /proc | grep -c "^[0-9]"; id -u',
  );
  const [ids, rights, terminal, count, user] = printed.trim().split('\n');
  expect(ids).toBe('2 1');
  expect(rights).toMatch(/CapEff:\t0+$/);
  expect(terminal).toMatch(/No such device|cannot open/);
  expect(Number(count)).toBeLessThan(6);
  expect(Number(user)).toBe(process.getuid?.());
});

test_('a command does not get to the keyrings of the kernel, also not to that of the worker', async () => {
  const { run } = build();
  const [addKey, requestKey, keyctl] = process.arch === 'arm64' ? [217, 218, 219] : [248, 249, 250];
  const calls = [`${addKey}, $a, $b, $c, 1, -3`, `${requestKey}, $a, $b, 0, 0`, `${keyctl}, 0, -3, 0`];
  // EPERM is 1. Without the filter, the first and the last are done.
  const script = calls.map((call) => `print syscall(${call}), " ", $! + 0, "\n";`);
  const { printed } = await run(`perl -e '($a, $b, $c) = ("user", "t", "x"); ${script.join(' ')}'; cat /proc/keys 2> /dev/null`);
  expect(printed).toBe('-1 1\n-1 1\n-1 1\n');
});

test_('exit codes, signals and programs that cannot be started are told as without a sandbox', async () => {
  const { sandbox, run } = build();
  expect((await run('exit 7')).end).toEqual({ kind: 'exited', exitCode: 7 });
  expect((await run('kill -KILL $$')).end).toEqual({ kind: 'exited', exitCode: 137 });
  expect((await run('', { argv: ['no-such-program'] })).end).toEqual({
    kind: 'not-started',
    why: 'spawn no-such-program ENOENT',
  });
  writeFileSync(join(sandbox.repo, 'plain'), 'x');
  expect((await run('', { argv: ['./plain'] })).end).toEqual({ kind: 'not-started', why: 'spawn ./plain ENOENT' });
  writeFileSync(join(sandbox.repo, 'odd'), '#!/no/such/interpreter\n');
  chmodSync(join(sandbox.repo, 'odd'), 0o755);
  expect((await run('', { argv: ['./odd'] })).end).toEqual({ kind: 'exited', exitCode: 127 });
  expect((await run('sleep 300', { timeoutMs: 300 })).end).toEqual({ kind: 'timed-out' });
});

test_('SIGTERM reaches the program before it is killed', async () => {
  const { run } = build();
  const grace = { atLimitMs: 20_000, whenStoppedMs: 20_000 };
  const script = 'trap "echo asked; exit 3" TERM; echo ready; while :; do sleep 0.05; done';
  const { end, printed } = await run(script, { timeoutMs: 5_000, grace });
  expect(end.kind).toBe('timed-out');
  expect(printed).toMatch(/^ready\n(?:Terminated\n)?asked\n$/);
});

test_('what the work leaves in place of a folder leads no later command out', async () => {
  const { sandbox, run } = build();
  // HOME cannot be moved away; the system's folders for temporary files are not in reach at all.
  const { printed } = await run(
    `mv "$HOME" away 2>&1; rm -rf "$HOME" 2>&1; ln -s ${folders.outside} "$HOME/link"; ln -s ${folders.home} "$HOME/other"; ln -s ${folders.home} /tmp/link`,
  );
  expect(printed).toContain('busy');
  const second = await run('echo x > "$HOME/link/new"; cat "$HOME/other/.netrc" /tmp/link/.netrc; ls -a "$HOME"');
  expect(second.printed).not.toContain('s3cret');
  expect(existsSync(join(folders.outside, 'new'))).toBe(false);
  expect(readdirSync(sandbox.folder).sort()).toEqual(['home', 'repo', 'tmp']);
});

test_('an agent has a HOME of its own, kept from task to task, which other agents and commands do not see', async () => {
  const first = build();
  await first.run('echo memory > "$HOME/memory"', { agent: agentNamed('a') });
  const home = join(folders.config, 'agents/a/home');
  expect(readFileSync(join(home, 'memory'), 'utf8')).toBe('memory\n');
  expect(lstatSync(home).mode & 0o777).toBe(0o700);
  const second = build();
  const look = `cat "$HOME/memory" ${home}/memory 2> /dev/null; ls ${folders.config} 2> /dev/null; true`;
  expect((await second.run(look, { agent: agentNamed('a') })).printed).toBe('memory\nmemory\nagents\n');
  expect((await second.run(look, { agent: agentNamed('b') })).printed).toBe('agents\n');
  expect((await second.run(look)).printed).toBe('');
});

test_('an agent whose work changes nothing can write to its own folders, and not to the clone', async () => {
  const { run, sandbox } = build();
  writeFileSync(join(sandbox.repo, 'file'), 'kept');
  const agent = { ...agentNamed('a'), changesNothing: true };
  const script = 'echo x > file; echo x > new; mv ../repo ../other; cat file; echo t > "$TMPDIR/t" && cat "$TMPDIR/t"';
  const { printed } = await run(script, { agent, env: { TMPDIR: sandbox.tmp } });
  expect(printed).toContain('keptt\n');
  expect(readdirSync(sandbox.repo).sort()).toEqual(['file', 'try-calls.mjs']);
  expect(readFileSync(join(sandbox.repo, 'file'), 'utf8')).toBe('kept');
});

test_('a link in the place of the clone shows nothing to an agent whose work changes nothing', async () => {
  const { run, sandbox } = build();
  const up = relative(dirname(sandbox.repo), folders.home);
  await run(`cd ..; mv repo other; ln -s ${up} repo`);
  const look = run(`cat ${folders.home}/.netrc .netrc`, { agent: { ...agentNamed('a'), changesNothing: true } });
  await expect(look).rejects.toThrow('repo must be a folder');
});

test_('an agent may have a HOME that the operator chose', async () => {
  const { run } = build();
  const chosen = join(folders.root, 'chosen');
  mkdirSync(chosen);
  await run('echo x > "$HOME/kept"', { agent: agentNamed('a'), env: { HOME: chosen } });
  expect(existsSync(join(chosen, 'kept'))).toBe(true);
  // A folder that holds what is hidden is none to choose: the agent does not get to write there.
  const { end } = await run('echo x > "$HOME/kept"', { agent: agentNamed('a'), env: { HOME: folders.root } });
  expect(end).toEqual({ kind: 'exited', exitCode: 2 });
});

test_('caches are writable and read-only folders readable, at their place and in HOME', async () => {
  mkdirSync(join(folders.home, 'tools/bin'), { recursive: true });
  writeFileSync(join(folders.home, 'tools/bin/tool'), '#!/bin/sh\necho tool\n', { mode: 0o755 });
  writeFileSync(join(folders.home, '.toolrc'), 'settings\n');
  const far = join(folders.root, 'far');
  const given = { caches: ['~/.cache/deep/pip', far], readOnly: ['~/tools', '~/.toolrc'] };
  const { sandbox, run } = build(given);
  const script = [
    'echo one > "$HOME/.cache/deep/pip/one"; ~/tools/bin/tool; cat ~/.toolrc; echo x > ~/tools/x; echo x > ~/.toolrc',
    `echo two > ${folders.home}/.cache/deep/pip/two; ${folders.home}/tools/bin/tool; echo far > ${far}/x`,
    'mv ~/.cache ~/other; mv ~/.cache/deep ~/.cache/other; ls -A ~',
  ].join('; ');
  const { printed } = await run(script);
  expect(printed).toContain('tool\nsettings\n');
  expect(printed.match(/^tool$/gm)).toHaveLength(2);
  expect(printed.match(/Read-only file system/g)).toHaveLength(2);
  expect(printed.match(/busy/g)).toHaveLength(2);
  expect(readdirSync(join(folders.home, '.cache/deep/pip')).sort()).toEqual(['one', 'two']);
  expect(existsSync(join(far, 'x'))).toBe(true);
  expect(existsSync(join(folders.home, '.toolrc')) && readFileSync(join(folders.home, '.toolrc'), 'utf8')).toBe('settings\n');
  // A file where the way to a cache leads: said, and not followed.
  const agentHome = join(folders.config, 'agents/a/home');
  mkdirSync(agentHome, { recursive: true });
  symlinkSync(folders.outside, join(agentHome, '.cache'));
  await expect(run('true', { agent: agentNamed('a') })).rejects.toThrow(/agents\/a\/home\/\.cache must be a folder/);
  expect(readdirSync(folders.outside)).toEqual(['file']);
  expect(readdirSync(sandbox.folder)).toContain('home');
});

test_('programs of the PATH in hidden places run, with what they need, and nothing else is shown', async () => {
  const nvm = join(folders.home, '.nvm/versions/v1');
  const local = join(folders.home, '.local');
  for (const folder of [`${nvm}/bin`, `${nvm}/lib/node_modules/npm/bin`, `${local}/bin`, `${local}/share/app`]) {
    mkdirSync(folder, { recursive: true });
  }
  const script = (file: string, content: string): void => {
    writeFileSync(file, `#!/bin/sh\n${content}\n`, { mode: 0o755 });
  };
  script(`${nvm}/bin/node-of-nvm`, 'echo node');
  script(`${nvm}/lib/node_modules/npm/bin/npm-cli`, `cat ${nvm}/lib/node_modules/npm/data`);
  writeFileSync(`${nvm}/lib/node_modules/npm/data`, 'npm\n');
  symlinkSync('../lib/node_modules/npm/bin/npm-cli', `${nvm}/bin/npm-of-nvm`);
  script(`${local}/share/app/real`, 'echo app');
  symlinkSync(`${local}/share/app/real`, `${local}/bin/app-of-local`);
  writeFileSync(`${local}/share/secret`, 's3cret-of-test');
  symlinkSync(join(folders.home, '.nvm/versions'), join(folders.home, '.nvm/current'));
  const path = [`${folders.home}/.nvm/current/v1/bin`, `${local}/bin`, folders.home, process.env['PATH'] ?? ''].join(':');
  const { run } = build();
  const look = `node-of-nvm; npm-of-nvm; app-of-local; cat ${local}/share/secret ${folders.home}/.netrc; echo x > ${local}/bin/new`;
  const { printed } = await run(look, { env: { PATH: path } });
  expect(printed).toMatch(/^node\nnpm\napp\n/);
  expect(printed).not.toContain('s3cret');
  expect(printed).toContain('Read-only file system');
});

test_('a link that a command left among programs shows nothing to later commands', async () => {
  mkdirSync(join(folders.home, 'shared/bin'), { recursive: true });
  mkdirSync(join(folders.home, '.ssh'));
  writeFileSync(join(folders.home, '.ssh/key'), 's3cret-of-test');
  const path = `${folders.home}/shared/bin:${process.env['PATH'] ?? ''}`;
  const link = `ln -s ${folders.home}/.ssh/key ${folders.home}/shared/bin/tool`;
  await build({ caches: ['~/shared'] }).run(link, { env: { PATH: path } });
  expect(lstatSync(join(folders.home, 'shared/bin/tool')).isSymbolicLink()).toBe(true);
  // A worker that starts later reads the folders of the PATH anew.
  const { printed } = await build({ caches: ['~/shared'] }).run('cat ~/.ssh/key $0 2>&1; ls -A ~', {
    argv: ['sh', '-c', `cat ${folders.home}/.ssh/key ${folders.home}/shared/bin/tool 2>&1; ls -A ${folders.home}`],
    env: { PATH: path },
  });
  expect(printed).not.toContain('s3cret');
  expect(printed.trim().split('\n').at(-1)).toBe('shared');
});

test_('a link in the folder for temporary files is in the way of no mount', async () => {
  const tools = mkdtempSync(join(tmpdir(), 'bgagent-test-tools-'));
  mkdirSync(join(tools, 'deep/bin'), { recursive: true });
  writeFileSync(join(tools, 'deep/bin/tool'), '#!/bin/sh\necho tool\n', { mode: 0o755 });
  const env = { PATH: `${tools}/deep/bin:${process.env['PATH'] ?? ''}` };
  const { run } = build();
  const { printed } = await run(`tool; mv ${tools} /tmp/away; mv ${tools}/deep ${tools}/other; echo x > ${tools}/deep/bin/new`, {
    env,
  });
  expect(printed).toMatch(/^tool\n/);
  expect(printed.match(/busy/g)).toHaveLength(2);
  expect((await run(`tool; ls ${tools}/deep/bin`, { env })).printed).toBe('tool\ntool\n');
  rmSync(tools, { recursive: true });
});

test_('the program of an agent is shown where the operator says it is, that of a caller is not', async () => {
  const tools = join(folders.home, 'agents/one');
  mkdirSync(tools, { recursive: true });
  writeFileSync(join(tools, 'agent'), '#!/bin/sh\necho "I work"\n', { mode: 0o755 });
  const { run } = build();
  const argv = [join(tools, 'agent')];
  expect((await run('', { argv, agent: agentNamed('a') })).printed).toBe('I work\n');
  expect((await run('', { argv })).end).toEqual({ kind: 'exited', exitCode: 127 });
});

describe('the network', () => {
  let machine: Awaited<ReturnType<typeof listeners>>;
  beforeEach(async () => {
    machine = await listeners(folders);
  });
  afterEach(() => {
    machine.close();
  });
  const get = (port: number, host = '127.0.0.3'): string => `node try-calls.mjs '[["http", "http://${host}:${port}/"]]'`;
  const model = (port: number) => agentNamed('a', { preset: 'codex', base_url: `http://127.0.0.1:${port}/v1` });

  test_('with off an agent reaches its model alone, and a command has no proxy', async () => {
    const { run } = build({ network: 'off', isPublic: () => true });
    const agent = model(machine.runtimePort);
    expect((await run(get(machine.runtimePort, '127.0.0.1'), { agent })).printed).toBe('[true]\n');
    expect((await run(get(machine.publicPort), { agent })).printed).toBe('[false]\n');
    expect((await run(`env | grep -i proxy; ${get(machine.runtimePort, '127.0.0.1')}`)).printed).toBe('[false]\n');
  });

  test_('a program asks the proxy for the loopback of its model, and reaches servers of its own without it', async () => {
    const { run } = build();
    expect((await run('echo "$NO_PROXY|$no_proxy"', { agent: model(1) })).printed).toBe('localhost,::1|localhost,::1\n');
    expect((await run('echo "$NO_PROXY"')).printed).toBe('localhost,127.0.0.1,::1\n');
    const script = `node -e '
      const server = require("node:http").createServer((q, a) => a.end("mine")).listen(0, "127.0.0.1", async () => {
        console.log(await (await fetch("http://127.0.0.1:" + server.address().port)).text()); process.exit();
      });'`;
    expect((await run(script)).printed).toBe('mine\n');
  });

  test_('a refused host is told once for a task, with the setting that allows it', async () => {
    const { run } = build({ network: 'list', allowHosts: ['acme.io'] });
    const first = await run(`${get(machine.publicPort)}; ${get(machine.publicPort)}`);
    expect(first.told.match(/sandbox: 127\.0\.0\.3:\d+/g)).toHaveLength(1);
    expect(first.told).toContain('Add 127.0.0.3 to allow_hosts in worker.yaml.');
    expect((await run(get(machine.publicPort))).told).toBe('');
  });

  test_('each of several commands at a time has rules of its own', async () => {
    const { walls, run } = build({ network: 'off' });
    const others = [machine.privatePort, machine.publicPort].map((port) => ({ port, sandbox: sandboxIn(folders, walls) }));
    for (const { sandbox } of others) open.push({ walls, sandbox });
    const calls = `node try-calls.mjs '${JSON.stringify(
      [machine.privatePort, machine.publicPort].map((port, index) => ['http', `http://127.0.0.${index + 2}:${port}/`]),
    )}'`;
    const agents = others.map(({ port }, index) =>
      agentNamed('a', { preset: 'codex', base_url: `http://127.0.0.${index + 2}:${port}` }),
    );
    const rounds = [0, 1, 2].flatMap(() => [
      ...others.map(({ sandbox }, index) => runIn(sandbox, calls, { agent: agents[index] })),
      run(calls),
    ]);
    const printed = (await Promise.all(rounds)).map((each) => each.printed);
    const expected = ['[true,false]\n', '[false,true]\n', '[false,false]\n'];
    expect(printed).toEqual([...expected, ...expected, ...expected]);
  });
});
