/**
 * Serves DynamoDB on a folder, by the engine that the folder has. A write is in the engine's log before it is answered, so it
 * survives the end of the process. Writes are refused a while before the disk is full.
 */
import type { Listening } from '../../server/listen.ts';
import type { Credentials } from '../front/local-client.ts';
import { startDynalite } from './dynalite/start-dynalite.ts';
import { serveDynoxide } from './dynoxide/serve-dynoxide.ts';
import { chooseEngine, engineVariable, type Engine } from './engines.ts';

/** The tables, listening. */
export interface ServedTables extends Listening {
  readonly engine: Engine;
}

/**
 * @param folder made when missing; one runtime at a time can have it
 * @param wanted name of the engine that the folder must have; undefined: the one that it has, and for a new folder that of the
 *   variable BGAGENT_TABLES, or the default
 * @throws Error that says what to do: the folder has another engine, the engine is not installed, the tables cannot be opened
 */
export async function serveTables(folder: string, credentials: Credentials, wanted?: string): Promise<ServedTables> {
  const engine = chooseEngine(folder, { wanted, forNew: process.env[engineVariable] });
  const serve = { dynoxide: serveDynoxide, dynalite: startDynalite }[engine];
  return { engine, ...(await serve(folder, credentials)) };
}
