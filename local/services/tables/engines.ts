/**
 * The engines that keep the tables of a runtime. A folder keeps its engine for ever: its files say which engine wrote them.
 * Example: `tables/tables.db` → dynoxide; `tables/CURRENT`, a file of LevelDB → dynalite; an empty folder → dynalite, the default.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { binaryOfDynoxide, databaseFile } from './dynoxide/binary.ts';

/** `dynalite`: JavaScript on LevelDB, in a thread of its own. `dynoxide`: a native program on SQLite, in a process of its own. */
export const engines = ['dynalite', 'dynoxide'] as const;
export type Engine = (typeof engines)[number];

/** Environment variable with the engine of new folders. */
export const engineVariable = 'BGAGENT_TABLES';

/** Names of a file that each engine has in its folder. */
const markOf: Readonly<Record<Engine, string>> = { dynoxide: databaseFile, dynalite: 'CURRENT' };

/** Whether this machine can run the engine. dynalite is JavaScript; dynoxide comes as a package for Linux on x64 only. */
export const isInstalled = (engine: Engine): boolean => engine === 'dynalite' || binaryOfDynoxide() !== undefined;

/** The engine that wrote the tables of a folder; undefined for a folder without tables. */
export const engineOfFolder = (folder: string): Engine | undefined =>
  engines.find((engine) => existsSync(join(folder, markOf[engine])));

export interface EngineChoice {
  /** Name of the engine that the folder must have, from a person. */
  readonly wanted?: string | undefined;
  /** Name of the engine of a new folder. */
  readonly forNew?: string | undefined;
  /** Whether this machine can run an engine. */
  readonly has?: (engine: Engine) => boolean;
}

/**
 * Chooses the engine of a folder: the one that it has, or for a new folder the wanted one, or dynalite.
 * @param folder folder of the tables
 * @throws Error saying what to do: the folder has another engine than the wanted one, or the engine is not installed or unknown
 */
export function chooseEngine(folder: string, { wanted, forNew, has = isInstalled }: EngineChoice): Engine {
  const [must, may] = [known(wanted), known(forNew)];
  const found = engineOfFolder(folder);
  if (found !== undefined && must !== undefined && found !== must) {
    throw new Error(
      `The tables in ${folder} are those of the engine ${found}, and ${must} cannot read them. ` +
        'Start without --tables, or start with another --dir.',
    );
  }
  const engine = found ?? must ?? may ?? 'dynalite';
  if (has(engine)) return engine;
  throw new Error(
    found === undefined
      ? `The engine ${engine} is not installed: its package is for Linux on x64, and optional. Start without --tables and without ${engineVariable}.`
      : `The tables in ${folder} are those of the engine ${engine}, which is not installed here: its package is for Linux on x64, ` +
          'and optional. Start the runtime where it is installed (npm ci installs it), or start with another --dir.',
  );
}

function known(name: string | undefined): Engine | undefined {
  const engine = engines.find((each) => each === name);
  if (engine !== undefined || name === undefined) return engine;
  throw new Error(`There is no engine for tables named "${name}". The engines are: ${engines.join(', ')}.`);
}
