import { createRequire } from 'node:module';

/** What the last one of these packages loads, each being a dependency of the one before. */
export function requireOf(...packages: readonly string[]): NodeJS.Require {
  return packages.reduce((load, name) => createRequire(load.resolve(name)), createRequire(import.meta.url));
}
