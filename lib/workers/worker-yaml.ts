/** Reads the worker.yaml of the setting `workers` when the app is synthesized, so that a wrong file stops the deployment and no worker. */
import { existsSync, readFileSync } from 'node:fs';
import { isNode, LineCounter, parseDocument, type Document } from 'yaml';
import { problemOfSetting } from '../../contracts/issue-words.ts';
import { workerConfig, type WorkerConfig } from '../../contracts/worker-config.ts';
import type { ContainerSettings } from './worker-settings.ts';

/** A task definition has 64 KiB in all. */
const mostBytes = 32_000;

/** @returns the text of the file. @throws Error naming every problem, with the file and the line */
export function readWorkerYaml({ worker_yaml: file, secrets, kind }: ContainerSettings): string {
  if (!existsSync(file)) throw new Error(`${file}: there is no such file. workers.worker_yaml in lib/config.ts names it.`);
  const text = readFileSync(file, 'utf8');
  if (Buffer.byteLength(text) > mostBytes) {
    throw new Error(`${file}: must have at most ${mostBytes} bytes: it goes into the task definition.`);
  }
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const at = (place: number): string => `${file}:${lines.linePos(place).line}`;
  const broken = document.errors.map(
    ({ pos, message }) => `${at(pos[0])}: is not valid YAML: ${message.split('\n', 1).join('')}`,
  );
  if (broken.length > 0) throw new Error(broken.join('\n'));
  const value: unknown = document.toJS() ?? {};
  const parsed = workerConfig.safeParse(value);
  const told = parsed.success
    ? missingVariables(parsed.data, new Set(secrets.map(({ env }) => env)), kind)
    : parsed.error.issues.map((issue) => ({
        path: issue.code === 'unrecognized_keys' ? [...issue.path, ...issue.keys.slice(0, 1)] : issue.path,
        message: [...issue.path.map(String), ''].join('.').replace(/\.$/, ': ') + problemOfSetting(issue, value),
      }));
  const problems = told.map(({ path, message }) => `${at(placeOf(document, path))}: ${message}`);
  if (problems.length > 0) throw new Error(problems.join('\n'));
  return text;
}

interface Problem {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

/** The variables that the file takes from the worker, and that no secret gives it. */
function missingVariables({ agents, forges }: WorkerConfig, given: ReadonlySet<string>, kind: string): readonly Problem[] {
  const ofAgents = Object.entries(agents).flatMap(([agent, { env }]) =>
    Object.entries(env).flatMap(([name, value]) => {
      const variable = /^\$([A-Za-z_][A-Za-z0-9_]*)$/.exec(value)?.[1];
      return variable === undefined ? [] : [{ path: ['agents', agent, 'env', name], variable }];
    }),
  );
  // An isolated worker gets the token of a forge from the API.
  const ofForges =
    kind === 'pooled' ? forges.map(({ token_env }, at) => ({ path: ['forges', at, 'token_env'], variable: token_env })) : [];
  return [...ofAgents, ...ofForges]
    .filter(({ variable }) => !given.has(variable) && variable !== 'HOME' && variable !== 'PATH')
    .map(({ path, variable }) => ({
      path,
      message: `${path.join('.')}: needs the variable ${variable}, which no entry of workers.secrets in lib/config.ts gives`,
    }));
}

/** Where the value at the path begins; where the file does not have it, the nearest value around it. */
function placeOf(document: Document, path: readonly PropertyKey[]): number {
  for (let length = path.length; length > 0; length -= 1) {
    const node = document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return node.range[0];
  }
  return 0;
}
