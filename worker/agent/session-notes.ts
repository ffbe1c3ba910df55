/**
 * Notes on the sessions that asked a question: the model that was asked for, and what the session had used. With them a later attempt
 * goes on with the session, and pays for its own part only. They lie beside the agent's HOME and not in it, so that no agent writes them.
 */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
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
  const folder = join(configFolderOf(environment), 'agents', agent, 'sessions');
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

function readIfThere(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
