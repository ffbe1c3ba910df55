/** The folder of settings and credentials, and how a file in it is written. */
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';

/** BGAGENT_CONFIG_DIR, else `~/.bgagent`. */
export const configFolder = (): string => process.env['BGAGENT_CONFIG_DIR'] ?? join(homedir(), '.bgagent');
export const configPath = (name: string): string => join(configFolder(), name);

/** Replaces a whole file. Only its owner can read it, and a reader sees either the old or the new content. */
export function writeConfigFile(path: string, data: unknown): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const temporary = `${path}.${process.pid}.tmp`;
  writeFileSync(temporary, `${JSON.stringify(data, null, 2)}\n`, { mode: 0o600 });
  renameSync(temporary, path);
}
