/** Something that the service stands on did not answer, or not now: the same call may work later. */
export function isOutage(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false;
  if ('code' in error && /^E[A-Z]+$/.test(String(error.code))) return true;
  if (!('name' in error)) return false;
  if (error.name === 'TimeoutError' || /Throttl|ProvisionedThroughput|LimitExceeded/.test(String(error.name))) return true;
  return '$metadata' in error && statusOf(error.$metadata) >= 500;
}

const statusOf = (metadata: unknown): number =>
  typeof metadata === 'object' && metadata !== null && 'httpStatusCode' in metadata ? Number(metadata.httpStatusCode) : 0;
