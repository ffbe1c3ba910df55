/** What a report asks for, and what it says, as people read it. */
import type { FleetView } from '../../contracts/http/fleet.ts';
import { fieldsOfReport } from '../../contracts/report.ts';
import { plainLine } from '../../core/text/plain-text.ts';
import { plural } from '../../core/text/plural.ts';
import { cutText } from './cut-text.ts';

/** An earlier version of the API answers none. */
type MaybeReport = Partial<Pick<FleetView, 'report'>>;

/** Example: `Report: 2 fields: go, tests`. None where no report is asked for. */
export function reportLines({ report }: MaybeReport, columns: number): string[] {
  if (report == null) return [];
  const fields = fieldsOfReport(report.schema);
  return [cutText(plainLine(`Report: ${plural(fields.length, 'field')}: ${fields.join(', ')}`), columns)];
}

type Answer = Readonly<Record<string, unknown>>;

/** On one line. Example: {go: '1.22', uses: ['log']} → `go: 1.22, uses: ["log"]`. */
export const answerText = (answer: Answer): string =>
  plainLine(
    Object.entries(answer)
      .map(([name, value]) => `${name}: ${valueText(value)}`)
      .join(', '),
  );

/** A line for each field, below each other. */
export function answerLines(answer: Answer, indent: string): string[] {
  const width = Math.max(...Object.keys(answer).map(({ length }) => length));
  return Object.entries(answer).map(([name, value]) => plainLine(`${indent}${name.padEnd(width)}  ${valueText(value)}`));
}

const valueText = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));
