/**
 * What a report passes on to targets that depend on its own: those of its fields that are a text, a number, or true or false, in the order
 * of the schema, as far as they fit.
 * Example: {"go": "1.22", "uses": ["log"], "tests": true} → {go: '1.22', tests: true}.
 */
import { isMapKey, type ValueMap } from '../../../contracts/fields.ts';
import { limits } from '../../../contracts/limits.ts';
import { fieldsOfReport, reportOfText, type ReportAnswer } from '../../../contracts/report.ts';
import { utf8Bytes } from '../../../core/text/utf8-bytes.ts';

export interface PassedOfReport {
  readonly result: ValueMap;
  /** The names of fields that could be passed on and for which there was no room. */
  readonly left: readonly string[];
}

/** @param schema as the row has it */
export function passedOfReport(schema: string | undefined, report: ReportAnswer): PassedOfReport {
  const names = [...new Set([...fieldsOfReport(reportOfText(schema) ?? {}), ...Object.keys(report)])].filter((name) =>
    isMapKey(name),
  );
  let result: ValueMap = {};
  const left: string[] = [];
  for (const name of names) {
    const value = Object.hasOwn(report, name) ? report[name] : null;
    if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') continue;
    const more = { ...result, [name]: value };
    const fits = Object.keys(more).length <= limits.resultEntries && utf8Bytes(JSON.stringify(more)) <= limits.resultBytes;
    if (fits) result = more;
    else left.push(name);
  }
  return { result, left };
}
