import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { groupShown, hashShown, rememberDiff, rememberGroups } from '../../cli/config/shown-groups.ts';

let folder: string;
const before = process.env['BGAGENT_CONFIG_DIR'];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bgagent-shown-'));
  process.env['BGAGENT_CONFIG_DIR'] = folder;
});
afterEach(() => {
  rmSync(folder, { recursive: true });
  if (before === undefined) delete process.env['BGAGENT_CONFIG_DIR'];
  else process.env['BGAGENT_CONFIG_DIR'] = before;
});

test('a number means the group that had it when it was shown last', async () => {
  expect(await groupShown('f', 'changes', 1)).toBeUndefined();
  const groups = ['aa', 'bb'].map((id, at) => ({ number: at + 1, id }));
  await rememberGroups('f', 'changes', groups);
  await rememberGroups('f', 'failures', [{ number: 1, id: 'dd' }]);
  const shown = (number: number) => groupShown('f', 'changes', number);
  expect([await shown(1), await shown(2), await shown(3)]).toEqual(['aa', 'bb', undefined]);
  expect(await groupShown('f', 'failures', 1)).toBe('dd');
  expect(await groupShown('g', 'failures', 1)).toBeUndefined();
  await rememberGroups('f', 'changes', [{ number: 1, id: 'ee' }]);
  expect([await shown(1), await shown(2)]).toEqual(['ee', undefined]);
});

test('a diff is remembered by its target, together with the groups', async () => {
  await rememberGroups('f', 'changes', [{ number: 1, id: 'aa' }]);
  await rememberDiff('f', 'backend/auth', 'bb');
  await rememberDiff('f', 'backend/users', 'cc');
  await rememberDiff('f', 'backend/auth', 'dd');
  expect(await hashShown('f', 'backend/auth')).toBe('dd');
  expect(await hashShown('f', 'backend/users')).toBe('cc');
  expect(await hashShown('f', 'web')).toBeUndefined();
  expect(await groupShown('f', 'changes', 1)).toBe('aa');
});

test('ten fleets are remembered: those that were shown last', async () => {
  for (let fleet = 0; fleet < 10; fleet += 1) await rememberDiff(`f${fleet}`, 'a', 'aa');
  await rememberDiff('f0', 'b', 'bb');
  await rememberDiff('f10', 'a', 'aa');
  const kept = JSON.parse(readFileSync(join(folder, 'shown.json'), 'utf8')) as object;
  expect(Object.keys(kept)).toEqual(['f2', 'f3', 'f4', 'f5', 'f6', 'f7', 'f8', 'f9', 'f0', 'f10']);
  expect(await hashShown('f0', 'a')).toBe('aa');
});
