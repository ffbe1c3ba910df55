/**
 * Makes names of steps from the names of sections: lower case letters, digits and -, 32 at most, each one once.
 * Example: ['Phase 1: Foundation', '2. Core', '構築', 'Core'] → ['phase-1-foundation', 'step-2-core', 'step-3', 'core'].
 */

/** Characters that the name of a step may have. */
const longest = 32;

export function stepNames(sections: readonly string[]): string[] {
  const taken = new Set<string>();
  return sections.map((section, at) => {
    const name = unique(nameOf(section, at + 1), taken);
    taken.add(name);
    return name;
  });
}

/** @param place from 1: the name of a section without letters and digits of the Latin alphabet */
function nameOf(section: string, place: number): string {
  const plain = section
    .normalize('NFKD')
    .replaceAll(/\p{M}+/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replace(/^-/, '');
  if (plain === '' || plain === '-') return `step-${place}`;
  return cut(/^[a-z]/.test(plain) ? plain : `step-${plain}`, longest);
}

function unique(name: string, taken: ReadonlySet<string>): string {
  let free = name;
  for (let number = 2; taken.has(free); number += 1) free = `${cut(name, longest - `-${number}`.length)}-${number}`;
  return free;
}

const cut = (name: string, most: number): string => name.slice(0, most).replace(/-$/, '');
