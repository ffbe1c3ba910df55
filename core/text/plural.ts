/** A count with its noun, for sentences. Example: plural(1, 'failure') → '1 failure'; plural(2, 'failure') → '2 failures'. */
export const plural = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;
