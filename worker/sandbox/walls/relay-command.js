/**
 * Stands for a command that runs in another container: hands the request to the runner, passes on standard input and output, and exits
 * with the code of the command (128 + the number of the signal that ended it). SIGTERM is passed on; when this process is killed, the
 * runner kills the command. `node relay-command.js SOCKET REQUEST_FILE END_FILE SILENCE_MS`. How the command ended is written to the end
 * file; `{"kind": "lost", …}` says that the runner did not tell it. Plain JavaScript, because it is started for every command.
 * What the runner says is not trusted: a command may have got hold of it.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { constants } from 'node:os';

const [, , socketPath, requestFile, endFile, silenceMs] = process.argv;
const checks = 10;
/** Characters of a line. The runner sends what a pipe holds. */
const longestLine = 4_000_000;

const parent = process.ppid;
let hasEnded = false;
/** An interval, because a process that was held up gets only one of its calls late: what came meanwhile is read before the next one. */
let silent = 0;
setInterval(
  () => {
    silent += 1;
    if (silent > checks) lose('the runner says nothing any more');
    if (process.ppid !== parent) lose('the worker has gone');
  },
  Number(silenceMs) / checks,
).unref();

function finish(end, exitCode) {
  if (hasEnded) return;
  hasEnded = true;
  writeFileSync(endFile, JSON.stringify(end), { mode: 0o600 });
  process.exitCode = exitCode;
}

function lose(why) {
  finish({ kind: 'lost', why }, 1);
  process.exit();
}

async function readStdin() {
  const parts = [];
  for await (const part of process.stdin) parts.push(part);
  return Buffer.concat(parts).toString('base64');
}

const refusalOf = async (answer) => {
  let text = '';
  for await (const part of answer.setEncoding('utf8')) text += text.length < 10_000 ? part : '';
  return `the runner refused the command (HTTP ${answer.statusCode}): ${text.trim()}`;
};

/** Waits where nobody reads the output, so that the runner waits, too. */
const write = (to, data) =>
  new Promise((resolve) => {
    if (to.write(Buffer.from(data, 'base64'))) resolve();
    else to.once('drain', resolve);
  });

async function take(line) {
  if (line === '' || hasEnded) return;
  const said = JSON.parse(line);
  switch (said.kind) {
    case 'stdout':
    case 'stderr':
      return write(process[said.kind], said.data);
    case 'exited':
      return finish(said, said.exitCode);
    case 'killed':
      return finish(said, 128 + constants.signals[said.by]);
    case 'not-started':
      return finish(said, 127);
    default:
      throw new Error('an unknown line');
  }
}

async function relay(answer) {
  if (answer.statusCode !== 200) return lose(await refusalOf(answer));
  let rest = '';
  for await (const part of answer.setEncoding('latin1')) {
    silent = 0;
    const lines = (rest + part).split('\n');
    rest = lines.pop();
    if (rest.length > longestLine) return lose('the runner sent a line that is too long');
    for (const line of lines) await take(line);
  }
  if (!hasEnded) lose('the runner ended before the command');
}

process.stdout.on('error', () => lose('the worker does not read the output'));
process.stderr.on('error', () => lose('the worker does not read the output'));

const asked = request({ socketPath, path: '/commands', method: 'POST' });
asked.once('error', (error) => lose(`the runner is not there (${error.message})`));
asked.once('response', (answer) => {
  relay(answer).then(
    () => asked.destroy(),
    (error) => lose(`the runner ended before the command (${error.message})`),
  );
});
process.on('SIGTERM', () => asked.write('{"ask":"terminate"}\n'));
const command = JSON.parse(readFileSync(requestFile, 'utf8'));
asked.write(`${JSON.stringify({ ...command, stdin: await readStdin() })}\n`);
