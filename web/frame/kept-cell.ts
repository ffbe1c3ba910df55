/** A choice that this browser keeps, for all of its tabs. */
import { Cell } from '../cell.ts';

/** A browser may be told to keep nothing: then the choice lasts as long as the tab. */
function read(name: string): string | null {
  try {
    return localStorage.getItem(name);
  } catch {
    return null;
  }
}

function write(name: string, value: string): void {
  try {
    localStorage.setItem(name, value);
  } catch {
    // The choice is not kept.
  }
}

/** @param choices what it may be, the first unless something is kept */
export function keptCell<T extends string>(name: string, choices: readonly [T, ...T[]]): Cell<T> {
  const key = `bgagent.${name}`;
  const choose = (text: string | null): T => choices.find((choice) => choice === text) ?? choices[0];
  const cell = new Cell<T>(choose(read(key)));
  cell.subscribe(() => {
    write(key, cell.get());
  });
  globalThis.addEventListener('storage', (event) => {
    if (event.key === key) cell.set(choose(event.newValue));
  });
  return cell;
}
