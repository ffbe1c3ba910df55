/** Writes a request as a fleet.yaml that a person can read and edit, with comments at its top about where it comes from. */
import { Document } from 'yaml';
import { plainLine } from '../../core/text/plain-text.ts';
import type { Imported } from './import-plan.ts';

/** @param source name of the file that the request was made from */
export function fleetYaml({ body, title, told }: Imported, source: string): string {
  const document = new Document(body, { aliasDuplicateObjects: false });
  const origin = `Made by "bgagent fleet import" from ${source}, a ${title}. Submit it with "bgagent fleet submit -f".`;
  const differences = told.length === 0 ? [] : ['What is different from the plan:', ...told.map(({ text }) => `- ${text}`)];
  document.commentBefore = [origin, ...differences].map((line) => ` ${plainLine(line)}`).join('\n');
  return document.toString({ lineWidth: 0 });
}
