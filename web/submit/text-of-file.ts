/** The text of a file that somebody gives; a file of another kind is refused with its reason. */
import { limits } from '../../contracts/limits.ts';

export type TextOfFile = { readonly ok: true; readonly text: string } | { readonly ok: false; readonly message: string };

export async function textOfFile(file: Pick<File, 'name' | 'size' | 'arrayBuffer'>): Promise<TextOfFile> {
  const most = limits.bodyBytes / 1_024 / 1_024;
  if (file.size > limits.bodyBytes) return { ok: false, message: `${file.name} is larger than ${most} MiB, and no request is.` };
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(await file.arrayBuffer());
    return text.includes('\0') ? { ok: false, message: `${file.name} is no text.` } : { ok: true, text };
  } catch {
    return { ok: false, message: `${file.name} is no text in UTF-8, or cannot be read.` };
  }
}
