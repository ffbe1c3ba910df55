import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startFunctionHosts, type FunctionHost } from '../../../local/functions/function-host.ts';
import type { Resource } from '../../../local/template/deployment.ts';
import { patienceMs } from '../../patience.ts';
import { temporaryFolder } from '../fixture-app.ts';
import { waitFor } from '../fixture-runtime.ts';

const patienceS = patienceMs / 1_000;

/** A function that does what its event asks for. */
const code = `
const atLoad = { own: process.env.OWN ?? null, secret: process.env.SECRET_OF_A ?? null };
console.log('loaded by ' + process.env.AWS_LAMBDA_FUNCTION_NAME);
let others = 0;
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
export async function handler({ act, ms }, context) {
  if (act === 'environment') {
    await pause(5);
    return { atLoad, own: process.env.OWN, shared: process.env.SHARED, all: Object.keys(process.env).sort(), has: 'SECRET_OF_A' in process.env };
  }
  if (act === 'change') process.env.OWN = 7;
  if (act === 'print') {
    await pause(ms);
    console.log('printed by ' + process.env.AWS_LAMBDA_FUNCTION_NAME + ' after ' + ms);
    return context.functionName;
  }
  if (act === 'meet') {
    others += 1;
    while (others < 2) await pause(5);
    return others;
  }
  if (act === 'throw') throw Object.assign(new Error('as asked'), { name: 'Own.Type' });
  if (act === 'late') await pause(3_600_000);
  if (act === 'hang') for (;;);
  if (act === 'exit') process.exit(3);
  if (act === 'uncaught') setTimeout(() => { throw new Error('from a timer'); }, 1);
  if (act === 'uncaught') await pause(3_600_000);
  return act ?? null;
}
`;

interface Given {
  /** Code by the name of a function. */
  readonly bundles?: Record<string, string>;
  /** Seconds that an invocation of `a` may take. */
  readonly limitOfA?: number;
  readonly silentMs?: number;
}

const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

function resource(name: string, Timeout: number, variables: Record<string, string>): Resource<'AWS::Lambda::Function'> {
  const properties = {
    FunctionName: name,
    Code: {},
    Role: 'role',
    Handler: 'index.handler',
    Runtime: 'nodejs24.x' as const,
    Timeout,
    Environment: { Variables: variables },
  };
  return {
    type: 'AWS::Lambda::Function',
    logicalId: name,
    name,
    ref: name,
    attributes: { Arn: `arn:${name}` },
    metadata: { 'aws:asset:path': name },
    // The other properties of a function have no effect here.
    properties: properties as Resource<'AWS::Lambda::Function'>['properties'],
  };
}

/** Two functions, a and b. */
async function start({ bundles = {}, limitOfA = patienceS, silentMs = patienceMs }: Given = {}) {
  const { path, remove } = await temporaryFolder();
  cleanups.push(remove);
  for (const name of ['a', 'b']) {
    await mkdir(join(path, name));
    await writeFile(join(path, name, 'index.mjs'), bundles[name] ?? code);
  }
  const resources = [resource('a', limitOfA, { OWN: 'of a', SECRET_OF_A: 'hidden' }), resource('b', patienceS, { OWN: 'of b' })];
  const environment = { SHARED: 'by all' };
  const { hosts, close } = startFunctionHosts(resources, { assembly: path, logs: path, environment, silentMs });
  cleanups.push(close);
  const [a, b] = hosts;
  if (a === undefined || b === undefined) throw new Error('There are two functions.');
  /** The log of a function, or the one that all share, once everything is written. */
  const log = async (name: string) => {
    await close();
    return readFile(join(path, `${name}.log`), 'utf8');
  };
  return { a, b, close, log };
}

const refused = (host: FunctionHost, event: object) =>
  host.invoke(event).then(
    (result) => ({ result }),
    (error: unknown) => (error instanceof Error ? `${error.name}: ${error.message}` : error),
  );

test('each function sees its own variables, at its load and later, and no secret of another', async () => {
  const { a, b } = await start();
  const names = ['AWS_LAMBDA_FUNCTION_NAME', 'AWS_SDK_UA_APP_ID', 'OWN', 'SHARED'];
  const own = { atLoad: { own: 'of b', secret: null }, own: 'of b', shared: 'by all', all: names, has: false };
  await a.invoke({ act: 'change' });
  expect(await Promise.all([b.invoke({ act: 'environment' }), a.invoke({ act: 'environment' })])).toEqual([
    own,
    { atLoad: { own: 'of a', secret: 'hidden' }, own: '7', shared: 'by all', all: [...names, 'SECRET_OF_A'].sort(), has: true },
  ]);
});

test('invocations run side by side, and what each writes is in the log of its function', async () => {
  const { a, b, log } = await start();
  expect(await Promise.all([a.invoke({ act: 'meet' }), a.invoke({ act: 'meet' })])).toEqual([2, 2]);
  const printed = await Promise.all([a.invoke({ act: 'print', ms: 30 }), b.invoke({ act: 'print', ms: 10 })]);
  expect(printed).toEqual(['a', 'b']);
  expect(await log('a')).toBe('loaded by a\nprinted by a after 30\n');
  expect(await log('b')).toBe('loaded by b\nprinted by b after 10\n');
  expect(await log('functions')).toBe('');
});

test('an error of a function is told to its caller, and stands in its log', async () => {
  const { a, b, log } = await start();
  expect(await refused(a, { act: 'throw' })).toBe('Own.Type: as asked');
  expect(await b.invoke({})).toBeNull();
  expect(await log('a')).toContain('as asked\n    at handler');
});

test('a function that ends the thread fails the invocations in it, and the next one gets a new thread', async () => {
  const { a, b, log } = await start();
  const failed = async (act: string) => {
    const beside = refused(b, { act: 'late' });
    expect(await refused(a, { act })).toBe(await beside);
    expect(await b.invoke({ act: 'well' })).toBe('well');
    return beside;
  };
  expect(await failed('exit')).toBe('Runtime.ExitError: The thread of the functions exited with code 3.');
  expect(await failed('uncaught')).toBe('Runtime.UnhandledError: from a timer');
  expect(await log('a')).toContain('Error: from a timer\n    at ');
  expect(await log('b')).toBe('loaded by b\n'.repeat(3));
});

test('an invocation that takes too long is given up alone; later ones run in a new thread', async () => {
  const { a, b, log } = await start({ limitOfA: 1 });
  const late = refused(a, { act: 'late' });
  const alone = refused(b, { act: 'meet' });
  expect(await late).toBe('Sandbox.Timedout: Task timed out after 1.00 seconds');
  // Each of them waits for another in its own thread.
  expect(await Promise.all([b.invoke({ act: 'meet' }), b.invoke({ act: 'meet' })])).toEqual([2, 2]);
  expect(await log('b')).toBe('loaded by b\n'.repeat(2));
  // The close has ended the earlier thread, too.
  expect(await alone).toMatch('Runtime.ExitError');
});

test('a function that computes without end stops the others only until the thread is ended', async () => {
  const { a, b, log } = await start({ silentMs: 100 });
  await Promise.all([a.ready, b.ready]);
  const hanging = refused(a, { act: 'hang' });
  const silent = 'Sandbox.Timedout: The thread of the functions did not answer for 0.1 seconds. It was ended.';
  expect(await Promise.all([refused(b, { act: 'well' }), hanging])).toEqual([silent, silent]);
  // Again and again, because a busy machine may keep the new thread from answering as well.
  await waitFor(
    () => refused(b, { act: 'well' }),
    (answer) => JSON.stringify(answer) === '{"result":"well"}',
  );
  expect(await log('functions')).toContain('did not answer');
});

test('a bundle that does not load, or that ends the thread, is told for its function', async () => {
  const broken = { b: 'export const other = 1;' };
  const { a, b } = await start({ bundles: broken });
  await expect(b.ready).rejects.toThrow('exports no function "handler"');
  expect(await refused(b, {})).toMatch('exports no function "handler"');
  expect(await a.invoke({ act: 'well' })).toBe('well');
  const ending = await start({ bundles: { b: 'process.exit(4);' } });
  await expect(ending.a.ready).resolves.toBeUndefined();
  await expect(ending.b.ready).rejects.toThrow('exited with code 4');
});

test('a close ends invocations that run, and takes no more', async () => {
  const { a, b, close } = await start();
  const late = refused(a, { act: 'late' });
  // The thread takes them in their order.
  expect(await b.invoke({ act: 'well' })).toBe('well');
  await close();
  expect(await late).toMatch('Runtime.ExitError');
  expect(await refused(a, {})).toMatch('ServiceException: The runtime is ending');
});
