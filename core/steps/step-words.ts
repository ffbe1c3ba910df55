/** The words for steps: their names as a person reads them. */

/** Example: `phase-1-core` → `Phase 1 core`. */
export const stepTitle = (name: string): string => {
  const words = name.replaceAll('-', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
};

const doings: Readonly<Record<string, string>> = {
  design: 'Designing',
  analyze: 'Analyzing',
  implement: 'Implementing',
  verify: 'Verifying',
  merge: 'Merging',
};

/** What goes on in a step. Example: `Implementing`; of a step with another name `Step build:`. */
export const doing = (name: string): string => doings[name] ?? `Step ${name}:`;
