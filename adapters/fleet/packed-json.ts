/** Deflated JSON: 10,000 targets become a few kilobytes, and an item may have 400. Keeps numbers that the table would refuse. */
import { deflateRawSync, inflateRawSync } from 'node:zlib';

export const packJson = (value: unknown): Uint8Array => deflateRawSync(JSON.stringify(value));
export const unpackJson = (packed: Uint8Array): unknown => JSON.parse(inflateRawSync(packed).toString());
