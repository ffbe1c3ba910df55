import { harmlessOutput } from './harmless-output.ts';
import { terminalText } from './paint.ts';
import { isColoured, isTerminal } from './streams.ts';

/** The way to a stream for all that people read: whatever is in the text, nothing but text and our own colours arrives. */
export function writeText(stream: NodeJS.WritableStream, text: string): void {
  stream.write(terminalText(text));
}

/** Data as JSON, exact. Control characters that JSON lets stand (DEL and the C1 ones, which terminals obey too) are escaped. */
export function writeJson(stream: NodeJS.WritableStream, data: unknown, indent?: number): void {
  const text = JSON.stringify(data, null, indent);
  const escaped = text.replaceAll(/[\u007F-\u009F]/g, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`);
  stream.write(`${escaped}\n`);
}

/** What a program printed, or a file for other tools: as it came, but at a terminal no more than its colours. */
export function writeRaw(stream: NodeJS.WriteStream, text: string): void {
  stream.write(isTerminal(stream) ? harmlessOutput(text, isColoured(stream)) : text);
}
