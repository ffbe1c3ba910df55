/** JSON, deflated: 10,000 targets are a few kilobytes, and an item may have 400. Every number that JSON allows comes back. */
import { deflateRawSync, inflateRawSync } from 'node:zlib';

export const packJson = (value: unknown): Uint8Array => deflateRawSync(JSON.stringify(value));
export const unpackJson = (packed: Uint8Array): unknown => JSON.parse(inflateRawSync(packed).toString());
