/** What was started and must not outlive the bench, however that ends: processes, servers, folders. */
const open = new Set<() => Promise<void>>();

/** Answers `close` as something that closes once, and that `closeAll` calls if nobody has. */
export function closeInTheEnd(close: () => Promise<void>): () => Promise<void> {
  let closing: Promise<void> | undefined;
  const once = (): Promise<void> => (closing ??= close().finally(() => open.delete(once)));
  open.add(once);
  return once;
}

/** The newest first, for it may use an older one. */
export async function closeAll(): Promise<void> {
  for (const close of [...open].reverse()) await close().catch(() => undefined);
}
