/** The stage whose tasks are done in containers. */
export const stage = 'isolated';

/** Containers at a time. */
export const most = 4;
