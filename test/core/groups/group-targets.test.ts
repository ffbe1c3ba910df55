import * as fc from 'fast-check';
import { gatherGroups, inOrder, pathsOfGroup, type TargetGroup } from '../../../core/groups/group-targets.ts';

interface Kind {
  readonly key: string;
  readonly waits: boolean;
}

function groupsOf(kinds: readonly Kind[]): TargetGroup<number>[] {
  const gathering = gatherGroups<number>();
  for (const [ordinal, kind] of kinds.entries()) gathering.add({ ...kind, ordinal, path: `t${ordinal}` }, () => ordinal);
  return gathering.groups();
}

const kinds = fc.array(fc.record({ key: fc.constantFrom('a', 'b', 'c', 'd', '__proto__'), waits: fc.boolean() }), {
  maxLength: 60,
});

test('every target is in exactly one group, and the groups add up', () => {
  fc.assert(
    fc.property(kinds, (all) => {
      const groups = groupsOf(all);
      const sum = (of: (group: TargetGroup<number>) => number): number => groups.reduce((total, group) => total + of(group), 0);
      expect(sum(({ count }) => count)).toBe(all.length);
      expect(sum(({ waiting }) => waiting)).toBe(all.filter(({ waits }) => waits).length);
      expect(new Set(groups.map(({ key }) => key)).size).toBe(groups.length);
      for (const { key, count, first, sample, targets } of groups) {
        const own = [...all.keys()].filter((ordinal) => all[ordinal]?.key === key);
        expect([count, first, sample]).toEqual([own.length, own[0], own[0]]);
        expect(targets).toEqual(own.slice(0, pathsOfGroup).map((ordinal) => `t${ordinal}`));
      }
    }),
  );
});

test('the largest group comes first; of equal ones, the one whose first target comes first', () => {
  fc.assert(
    fc.property(kinds, (all) => {
      const groups = groupsOf(all);
      for (const [at, group] of groups.slice(1).entries()) {
        const before = groups[at];
        if (before) expect([inOrder(before, group) < 0, inOrder(group, before) > 0]).toEqual([true, true]);
      }
    }),
  );
  expect(groupsOf(['a', 'b', 'b', 'c'].map((key) => ({ key, waits: false }))).map(({ key }) => key)).toEqual(['b', 'a', 'c']);
});

test('a large group names its first targets only', () => {
  const [group] = groupsOf(Array.from({ length: 12 }, () => ({ key: 'a', waits: true })));
  expect(group).toMatchObject({ count: 12, waiting: 12, targets: Array.from({ length: 10 }, (_, at) => `t${at}`) });
});
