/**
 * The engines that keep the tables of a runtime. A folder keeps its engine for ever: its files say which engine wrote them.
 * Example: `tables/tables.db` → dynoxide; `tables/CURRENT`, a file of LevelDB → dynalite; an empty folder → the default.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { binaryOfDynoxide, databaseFile } from './dynoxide/binary.ts';

/** `dynoxide`: a native program on SQLite, in a process of its own. `dynalite`: JavaScript on LevelDB, in a thread of its own. */
export const engines = ['dynoxide', 'dynalite'] as const;
export type Engine = (typeof engines)[number];

/** Environment variable with the engine of new folders. */
export const engineVariable = 'BGAGENT_TABLES';

/** Names of a file that each engine has in its folder. */
const markOf: Readonly<Record<Engine, string>> = { dynoxide: databaseFile, dynalite: 'CURRENT' };

export const isEngine = (name: string): name is Engine => engines.some((engine) => engine === name);

/** Whether this machine can run the engine. dynalite is JavaScript; dynoxide comes as a package for Linux on x64 only. */
export const isInstalled = (engine: Engine): boolean => engine === 'dynalite' || binaryOfDynoxide() !== undefined;

/** The engine that wrote the tables of a folder; undefined for a folder without tables. */
export const engineOfFolder = (folder: string): Engine | undefined =>
  engines.find((engine) => existsSync(join(folder, markOf[engine])));

/**
 * Chooses the engine of a folder: the one that it has, or for a new folder the wanted one, or the first one that is installed.
 * @param folder folder of the tables
 * @param wanted name of an engine, from a person
 * @throws Error saying what to do: the folder has another engine than the wanted one, or the engine is not installed or unknown
 */
export function chooseEngine(folder: string, wanted: string | undefined, has = isInstalled): Engine {
  if (wanted !== undefined && !isEngine(wanted)) {
    throw new Error(`There is no engine for tables named "${wanted}". The engines are: ${engines.join(', ')}.`);
  }
  const found = engineOfFolder(folder);
  if (found !== undefined && wanted !== undefined && found !== wanted) {
    throw new Error(
      `The tables in ${folder} are those of the engine ${found}, and ${wanted} cannot read them. ` +
        `Start without --tables and without the variable ${engineVariable}, or start with another --dir.`,
    );
  }
  const engine = found ?? wanted ?? (has('dynoxide') ? 'dynoxide' : 'dynalite');
  if (has(engine)) return engine;
  throw new Error(
    found === undefined
      ? `The engine ${engine} is not installed: its package is for Linux on x64, and optional. Start with --tables dynalite.`
      : `The tables in ${folder} are those of the engine ${engine}, which is not installed here: its package is for Linux on x64, ` +
          'and optional. Start the runtime where it is installed (npm ci installs it), or start with another --dir.',
  );
}
