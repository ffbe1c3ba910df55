/** Writes what is generated under docs/; with `--check`, fails where a file is not what would be written. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { openapiDocument } from '../contracts/http/openapi.ts';

const file = join(import.meta.dirname, 'openapi.json');
const options = await resolveConfig(file);
const text = await format(JSON.stringify(openapiDocument()), { ...options, parser: 'json' });

if (process.argv.includes('--check')) {
  const present = await readFile(file, 'utf8').catch(() => '');
  if (present !== text) {
    console.error('docs/openapi.json is not what the operations list says: run `npm run generate` and commit the file.');
    process.exitCode = 1;
  }
} else {
  await writeFile(file, text);
}
