/** The only ways from the CLI to a stream. No text, wherever it comes from, can steer the terminal. */
import { harmlessOutput } from './harmless-output.ts';
import { terminalText } from './paint.ts';
import { isColoured, isTerminal } from './streams.ts';

/** Writes text for people: plain text and sealed colours arrive, everything else is removed. */
export function writeText(stream: NodeJS.WritableStream, text: string): void {
  stream.write(terminalText(text));
}

/** Writes data as exact JSON. DEL and the C1 control characters, which JSON allows and terminals obey, are escaped. */
export function writeJson(stream: NodeJS.WritableStream, data: unknown, indent?: number): void {
  const text = JSON.stringify(data, null, indent);
  const escaped = text.replaceAll(/[\u007F-\u009F]/g, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`);
  stream.write(`${escaped}\n`);
}

/** Writes output of a task, or a file for other tools: unchanged, but at a terminal only text and colours. */
export function writeRaw(stream: NodeJS.WriteStream, text: string): void {
  stream.write(isTerminal(stream) ? harmlessOutput(text, isColoured(stream)) : text);
}
