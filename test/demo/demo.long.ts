/** The demo as a person runs it: a process, its output, what it leaves behind. */
import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { leftRunning, makePlace, removePlace, startDemo } from './demo-run.ts';

const company = 'fernhill';
const fragile = 'invoice-export';

/** The demo makes its folder in here. */
let place: string;

beforeEach(() => {
  place = makePlace();
});
afterEach(() => {
  removePlace(place);
});

const git = (remote: string, ...args: string[]): string =>
  execFileSync('git', ['-C', remote, ...args], { encoding: 'utf8' }).trim();

/** Services whose branch has exactly one commit, which carries the trailer of the service's first attempt. */
function servicesWithOneCommit(remotes: string): string[] {
  const names = readdirSync(remotes).map((name) => name.replace(/\.git$/, ''));
  return names.filter((name) => {
    const remote = join(remotes, `${name}.git`);
    const branch = git(remote, 'for-each-ref', '--format=%(refname:short)', 'refs/heads/bgagent');
    const trailers = git(remote, 'log', '--format=%(trailers:key=Bgagent-Target,valueonly,separator=%x2C)|', `main..${branch}`);
    return trailers === `${branch.replace('bgagent/', '')}#1|` && branch.endsWith(`/${name}`);
  });
}

describe('npm run demo', () => {
  test('tells its story to the end, and keeps what it made where asked to', async () => {
    const demo = await startDemo(place, ['--keep']);
    expect({ exit: demo.exitCode, stderr: demo.stderr }).toEqual({ exit: 0, stderr: '' });
    expect(demo.stdout).toContain('12/12 done · 11 succeeded · 1 failed');
    expect(demo.stdout).toMatch(/✗ invoice-export +failed.*verifier "test" failed: exit code 1/);
    expect(demo.stdout).toContain("+  log.info('cart {cartId}: added {quantity} of {sku}', { cartId: cart.id, quantity, sku });");
    expect(demo.stdout).toContain('npx bgagent fleet submit');
    // Plain where it is no terminal.
    expect(demo.stdout).not.toContain('\u001b');
    const [folder = ''] = readdirSync(place);
    expect(demo.stdout).toContain(`The folder is ${join(place, folder)}`);
    const changed = servicesWithOneCommit(join(place, folder, 'git', company));
    expect(changed.filter((name) => name !== fragile)).toHaveLength(11);
    // Pushed all the same: somebody has to look at it.
    expect(changed).toContain(fragile);
    expect(leftRunning(place)).toEqual([]);
  }, 240_000);

  test('says what failed, and keeps only the logs', async () => {
    const demo = await startDemo(place, [], { PATH: place });
    expect(demo.exitCode).toBe(1);
    expect(demo.stderr).toMatch(/^The demo failed: .*git/m);
    const [logs = '', ...others] = readdirSync(place);
    expect(others).toEqual([]);
    expect(demo.stderr).toContain(`Logs of the runtime and its workers: ${join(place, logs)}`);
  });
});
