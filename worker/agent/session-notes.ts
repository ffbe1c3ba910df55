/**
 * Notes on the sessions that a later attempt may go on with: those that asked a question, and those of a fleet, which a person may retry. A
 * note has the model that was asked for, and what the session had used, so that a later attempt pays for its own part only. Notes lie beside the agent's HOME and not in it, so that no agent writes them.
 */
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { jsonOrUndefined } from '../../core/text/json-or-undefined.ts';
import { configFolderOf } from '../sandbox/walls/agent-home.ts';
import type { Session } from './preset.ts';
import { sessionIdOf } from './session-id.ts';

const amount = z.number().nonnegative();
const note = z.object({
  /** Null: none was asked for. */
  model: z.string().nullable(),
  /** Null: not known, as while a run goes on with the session. */
  used: z
    .object({
      usd: amount.nullable(),
      tokens: z.object({ input: amount, cached: amount, output: amount }).nullable(),
    })
    .nullable(),
});
type Note = z.infer<typeof note>;

export interface SessionNotes {
  /** The session to go on with; undefined where this machine does not know it, or it was begun with another model. */
  find(id: string, model: string | undefined): Session | undefined;
  keep(id: string, given: { readonly model: string | undefined; readonly used: Session['used'] }): void;
  forget(id: string): void;
}

/** @param agent its name in worker.yaml */
export function sessionNotes(environment: NodeJS.ProcessEnv, agent: string): SessionNotes {
  const folder = folderOf(environment, agent);
  const fileOf = (id: string): string => join(folder, `${id}.json`);
  return {
    find(id, model) {
      if (sessionIdOf(id) === null) return undefined;
      const found = note.safeParse(jsonOrUndefined(readIfThere(fileOf(id))));
      if (!found.success || found.data.model !== (model ?? null)) return undefined;
      return { id, used: found.data.used ?? undefined };
    },
    keep(id, { model = null, used = null }) {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      const content: Note = { model, used };
      writeFileSync(fileOf(id), JSON.stringify(content), { mode: 0o600 });
    },
    forget(id) {
      rmSync(fileOf(id), { force: true });
    },
  };
}

const folderOf = (environment: NodeJS.ProcessEnv, agent: string): string =>
  join(configFolderOf(environment), 'agents', agent, 'sessions');

/** Milliseconds. Nobody retries the work of such a session any more. */
const longestUnused = 30 * 24 * 3_600_000;

/** Removes the notes of sessions that were left long ago. For a worker that starts. */
export function forgetOldSessions(environment: NodeJS.ProcessEnv, agents: readonly string[]): void {
  for (const agent of agents) {
    const folder = folderOf(environment, agent);
    for (const name of namesIn(folder)) {
      const file = join(folder, name);
      const unused = Date.now() - (statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
      if (unused > longestUnused) rmSync(file, { force: true });
    }
  }
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function readIfThere(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
