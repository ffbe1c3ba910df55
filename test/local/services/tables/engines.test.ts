import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { chooseEngine, engineOfFolder, type Engine } from '../../../../local/services/tables/engines.ts';
import { temporaryFolder } from '../../fixture-app.ts';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
beforeEach(async () => {
  folder = await temporaryFolder();
});
afterEach(() => folder.remove());

const onlyDynalite = (engine: Engine) => engine === 'dynalite';
const all = () => true;

async function withTablesOf(engine: Engine): Promise<string> {
  const tables = join(folder.path, 'tables');
  await mkdir(tables);
  await writeFile(join(tables, { dynoxide: 'tables.db', dynalite: 'CURRENT' }[engine]), '');
  return tables;
}

test('a new folder gets the wanted engine, or that of new folders, or dynalite', () => {
  expect(engineOfFolder(folder.path)).toBeUndefined();
  expect(chooseEngine(folder.path, { has: all })).toBe('dynalite');
  expect(chooseEngine(folder.path, { has: onlyDynalite })).toBe('dynalite');
  expect(chooseEngine(folder.path, { wanted: 'dynoxide', has: all })).toBe('dynoxide');
  expect(chooseEngine(folder.path, { forNew: 'dynoxide', has: all })).toBe('dynoxide');
  expect(chooseEngine(folder.path, { wanted: 'dynalite', forNew: 'dynoxide', has: all })).toBe('dynalite');
});

test.each(['dynoxide', 'dynalite'] as const)('a folder keeps its engine %s, asked for or not', async (engine) => {
  const tables = await withTablesOf(engine);
  expect(chooseEngine(tables, { has: all, forNew: 'dynalite' })).toBe(engine);
  expect(chooseEngine(tables, { wanted: engine, has: all })).toBe(engine);
});

test('another engine than that of the folder is refused by name', async () => {
  const tables = await withTablesOf('dynalite');
  const choose = () => chooseEngine(tables, { wanted: 'dynoxide', has: all });
  expect(choose).toThrow(`The tables in ${tables} are those of the engine dynalite, and dynoxide cannot read them.`);
});

test('an engine that is not installed here is refused by name, with what to do', async () => {
  expect(() => chooseEngine(folder.path, { wanted: 'dynoxide', has: onlyDynalite })).toThrow(
    'The engine dynoxide is not installed: its package is for Linux on x64, and optional. Start without --tables and without BGAGENT_TABLES.',
  );
  const tables = await withTablesOf('dynoxide');
  expect(() => chooseEngine(tables, { has: onlyDynalite })).toThrow(
    `The tables in ${tables} are those of the engine dynoxide, which is not installed here`,
  );
});

test.each(['wanted', 'forNew'])('an unknown engine (%s) is refused, and the engines are named', (how) => {
  expect(() => chooseEngine(folder.path, { [how]: 'sqlite', has: all })).toThrow(
    'There is no engine for tables named "sqlite". The engines are: dynalite, dynoxide.',
  );
});
