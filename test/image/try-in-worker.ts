/** Runs in the container of a worker, in the image: beside the product at `test/image`: has its walls chosen, runs commands through the runner, and prints what it saw as JSON. */
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { workerConfig } from '../../contracts/worker-config.ts';
import { runCommand, type CommandEnd } from '../../worker/sandbox/run-command.ts';
import { createSandbox } from '../../worker/sandbox/sandbox.ts';
import { chooseWalls } from '../../worker/sandbox/walls/choose-walls.ts';

const given = { dir: undefined, sandboxRoot: undefined, closedPorts: () => new Set<number>() };
const { walls } = await chooseWalls({ config: workerConfig.parse({}), environment: process.env, ...given });
const sandbox = createSandbox(undefined, walls);
mkdirSync(sandbox.repo);
writeFileSync(join(sandbox.workerFolder, 'mine'), '');

async function run(script: string): Promise<{ end: CommandEnd; printed: string }> {
  let printed = '';
  const env = { PATH: process.env['PATH'] ?? '', KEY: 'k3y' };
  const command = { argv: ['sh', '-c', script], env, timeoutMs: 120_000, signal: new AbortController().signal };
  const end = await runCommand(command, sandbox, {
    append: (chunk) => {
      printed += chunk.toString();
    },
  });
  return { end, printed: printed.trim() };
}

const isWritable =
  'for f in / /usr /app /etc /private /tmp . "$HOME"; do (echo x > "$f/w") 2> /dev/null && echo "$f"; done; true';
const seen = {
  walls: walls.kind,
  user: await run('id -u; grep CapEff /proc/self/status'),
  variables: await run(
    'env | cut -d= -f1 | sort | tr "\\n" " "; cat /proc/[0-9]*/environ | tr "\\0" "\\n" | grep -c WORKER_SECRET',
  ),
  processes: await run('cat /proc/1/cmdline /proc/$PPID/cmdline | tr "\\0" " "'),
  writable: await run(isWritable),
  private: await run('ls -A /private'),
  tools: await run('git --version; node --version; npm --version'),
  git: await run('git init -q . && git -c user.name=a -c user.email=a@b commit -q --allow-empty -m x && git log --format=%s'),
  chain: await run('printf "#!/bin/sh\\nsetsid \\"\\$0\\" &\\n" > chain; chmod +x chain; ./chain; sleep 0.5; echo started'),
  alone: await run('ls -d /proc/[0-9]* | wc -l'),
  left: readdirSync(sandbox.repo).includes('chain'),
};
await sandbox.remove();
process.stdout.write(`${JSON.stringify(seen)}\n`);
