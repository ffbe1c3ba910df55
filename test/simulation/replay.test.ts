import { runWorld } from './run-world.ts';

test('a seed replays exactly, alone or beside others', async () => {
  const tell = async (seed: number): Promise<string[]> => {
    const lines: string[] = [];
    await runWorld(seed, { trace: (text) => lines.push(text) });
    return lines;
  };
  const alone = await tell(5);
  const [beside] = await Promise.all([tell(5), tell(6), tell(7)]);
  expect(alone.length).toBeGreaterThan(20);
  expect(beside).toEqual(alone);
});
