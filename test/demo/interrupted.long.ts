import { readdirSync } from 'node:fs';
import { leftRunning, makePlace, removePlace, startDemo } from './demo-run.ts';

let place: string;
beforeEach(() => {
  place = makePlace();
});
afterEach(() => {
  removePlace(place);
});

test('npm run demo ends with Ctrl-C in the middle, and leaves nothing behind', async () => {
  const demo = startDemo(place);
  demo.stdout.on('data', (chunk: Buffer) => {
    if (chunk.toString().includes('RUNNING')) demo.kill('SIGINT');
  });
  const { exitCode, stderr } = await demo;
  expect({ exitCode, stderr }).toMatchObject({ exitCode: 130, stderr: expect.stringContaining('Interrupted') as string });
  expect(readdirSync(place)).toEqual([]);
  expect(leftRunning(place)).toEqual([]);
}, 240_000);
