/**
 * What the scripted model does in the phases of a fleet: it writes a specification with a list of tasks, and then works through the list,
 * as its prompts say. It has no state: which tasks it does follows from the prompt and from the options behind the marker.
 */

/** Tasks in sections; the ids go on from one section to the next. */
export const sections = { Foundation: 12, Core: 13, Interfaces: 12, Polish: 13 } as const;
export const sectionNames = Object.keys(sections);
export const taskCount = Object.values(sections).reduce((sum, count) => sum + count, 0);

const idOf = (number: number): string => `T${String(number).padStart(3, '0')}`;

/** The list of tasks that the design makes. */
export function listOfTasks(): string {
  let number = 0;
  const partOf = ([name, count]: readonly [string, number]): string => {
    const lines = Array.from({ length: count }, () => `- [ ] ${idOf((number += 1))} Write part ${number} of the greeting`);
    return [`## ${name}`, ...lines, ''].join('\n');
  };
  return ['# Tasks: greetings', '', ...Object.entries(sections).map(partOf)].join('\n');
}

/** The commands of the design: the files that its step expects. */
export const designCommand = `printf '# Greetings\\n\\nEvery part greets.\\n' > spec.md; cat > tasks.md <<'END'\n${listOfTasks()}\nEND`;

const namedTasks = /Execute only the "[^"]*" section \((?<ids>[^)]*)\)/g;
const idsIn = (text: string | undefined): readonly string[] =>
  (text ?? '')
    .split(',')
    .map((id) => id.trim())
    .filter((id) => /^T\d+$/.test(id));

/**
 * The command that does the tasks of the prompt and ticks them. Those of `leaves` are left open unless the prompt names no others, as that
 * of a heal does; those of `never` are always left open.
 */
export function implementCommand(spoken: readonly string[], options: ReadonlyMap<string, string>): string {
  const asked = idsIn(spoken.flatMap((text) => [...text.matchAll(namedTasks)]).at(-1)?.groups?.['ids']);
  const never = idsIn(options.get('never'));
  const leaves = idsIn(options.get('leaves'));
  const first = asked.filter((id) => !leaves.includes(id) && !never.includes(id));
  const chosen = first.length > 0 ? first : asked.filter((id) => !never.includes(id));
  const parts = chosen.map((id) => `echo 'hello from ${id}' > parts/${id}.txt`);
  const ticks = chosen.length === 0 ? [] : [`sed -i -E 's/^- \\[ \\] (${chosen.join('|')}) /- [x] \\1 /' tasks.md`];
  return ['mkdir -p parts', 'date +%N >> parts/tries.txt', ...parts, ...ticks].join('; ');
}
