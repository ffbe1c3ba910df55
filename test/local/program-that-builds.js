/** What a build runs in the tests: `program-that-builds.js DIR [fail|hang]` writes a file into the folder, and ends as it was told. */
import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const [folder = '', end] = process.argv.slice(2);
writeFileSync(join(folder, 'sign.txt'), 'built');
if (process.env.BUILD_LOG !== undefined) appendFileSync(process.env.BUILD_LOG, 'x');
if (end === 'hang') setInterval(() => undefined, 1_000);
if (end === 'fail') {
  process.stderr.write('web/main.tsx:3:7: a word is missing\n');
  process.exitCode = 1;
}
