/** Keeps track of processes, servers and folders that must not outlive the bench, however it ends. */
const open = new Set<() => Promise<void>>();

/** Returns a function that calls `close` once. `closeAll` calls it if it was not called before. */
export function closeInTheEnd(close: () => Promise<void>): () => Promise<void> {
  let closing: Promise<void> | undefined;
  const once = (): Promise<void> => (closing ??= close().finally(() => open.delete(once)));
  open.add(once);
  return once;
}

/** Closes the newest first, because it may use an older one. */
export async function closeAll(): Promise<void> {
  for (const close of [...open].reverse()) await close().catch(() => undefined);
}
