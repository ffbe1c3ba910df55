const longest = 200;

/** What somebody wrote, short enough to be repeated in a message to them. */
export const shorten = (text: string): string => (text.length <= longest ? text : `${text.slice(0, longest)}…`);
