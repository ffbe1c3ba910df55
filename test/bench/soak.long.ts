import { takeRow } from '../../bench/soak/row.ts';
import { openScene, type Scene } from '../../bench/soak/scene.ts';

let scene: Scene;
beforeAll(async () => {
  scene = await openScene(1);
});
afterAll(() => scene.close());

/** Connections of a client that is busier than before. */
const slack = 8;

test('when fleets have ended, nothing of them is open or held in the runtime or its worker', async () => {
  await scene.runFleet(1);
  const first = await takeRow(scene, 1);
  for (const number of [2, 3]) await scene.runFleet(number);
  const last = await takeRow(scene, 3);
  expect(last).toMatchObject({ runs: 0, names: 3, tokens: 0 });
  expect([last.iterators ?? 0, last.leftFiles ?? 0]).toEqual([0, 0]);
  // LevelDB starts the one that rewrites its files when it is first needed.
  expect(last.threads ?? 0).toBeLessThanOrEqual((first.threads ?? 0) + 1);
  expect(last.fds ?? 0).toBeLessThanOrEqual((first.fds ?? 0) + slack);
  expect(last.workerFds ?? 0).toBeLessThanOrEqual((first.workerFds ?? 0) + slack);
});
