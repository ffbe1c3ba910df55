// The change that the demo makes in every repository: console calls become calls of a structured logger.
//   console.log(`cart ${cart.id} emptied`)  →  log.info('cart {cartId} emptied', { cartId: cart.id })
// Runs in a repository's folder. Plain JavaScript without dependencies, so that any Node.js can run it; a second run changes nothing.
import { copyFileSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const levels = { log: 'info', info: 'info', warn: 'warn', error: 'error' };
const consoleCall = /console\.(log|info|warn|error)\(`([^`]*)`\)/g;
const placeholder = /\$\{([\w.]+)\}/g;

const sources = readdirSync('src').filter((name) => name.endsWith('.js') && name !== 'log.js');
const changed = sources.filter((name) => migrate(join('src', name)));
if (changed.length > 0) copyFileSync(new URL('log.js', import.meta.url), join('src', 'log.js'));
console.log(changed.length > 0 ? `Moved to the structured logger: ${changed.join(', ')}` : 'Nothing left to move.');

/** Returns whether there was something to do. */
function migrate(file) {
  const before = readFileSync(file, 'utf8');
  const after = before.replaceAll(consoleCall, (_call, method, text) => logCall(levels[method], text));
  if (after === before) return false;
  writeFileSync(file, withImport(after));
  return true;
}

function logCall(level, text) {
  const fields = new Map();
  const message = text.replaceAll(placeholder, (_value, expression) => {
    fields.set(fieldName(expression), expression);
    return `{${fieldName(expression)}}`;
  });
  const pairs = [...fields].map(([name, value]) => (name === value ? name : `${name}: ${value}`));
  return `log.${level}(${quote(message)}${pairs.length > 0 ? `, { ${pairs.join(', ')} }` : ''})`;
}

/** `cart.id` → `cartId`. */
function fieldName(expression) {
  return expression.replaceAll(/\.(\w)/g, (_part, letter) => letter.toUpperCase());
}

function quote(text) {
  return `'${text.replaceAll("'", String.raw`\'`)}'`;
}

/** After the last import, else above the first line of code. */
function withImport(source) {
  const lines = source.split('\n');
  const last = lines.findLastIndex((line) => line.startsWith('import '));
  const first = lines.findIndex((line) => !line.startsWith('//'));
  if (last >= 0) lines.splice(last + 1, 0, "import { log } from './log.js';");
  else lines.splice(first, 0, "import { log } from './log.js';", '');
  return lines.join('\n');
}
