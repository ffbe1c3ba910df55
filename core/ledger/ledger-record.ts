/**
 * The ledger in its compact form, lossless both ways: one letter a target for each of its properties, so that 10,000 targets
 * are a few kilobytes once deflated. The dependencies are left out, because they are kept in an item of their own. Its settings
 * stand beside its state, the canary together with its mark. Everything else stays as it is.
 * Example: statuses ['SUCCEEDED', 'RUNNING', 'PENDING'] → 'SRP'.
 */
import { failureClasses, type FailureClass } from '../failure.ts';
import { targetStatuses, triggers, type TargetStatus } from '../fleet.ts';
import { owedMarks, type Ledger, type Slot, type Stop, type Words } from './ledger.ts';
import { defaultSettings, type FleetSettings } from '../settings.ts';

type Strings = 'statuses' | 'attempts' | 'triggers' | 'atSteps' | 'autoRetries' | 'heals' | 'classes' | 'owed' | 'children';
type Sparse =
  | 'slots'
  | 'backoffs'
  | 'waiting'
  | 'answers'
  | 'gates'
  | 'gatesPassed'
  | 'publishing'
  | 'worked'
  | 'words'
  | 'durations'
  | 'lateResults'
  | 'openCosts'
  | 'refusals'
  | 'stops'
  | 'failedByPerson'
  | 'recentLaunches';

/** Fields that have another name in the record: the name that stored ledgers have. */
type Renamed = 'firstUnpublished' | 'lastRepairAt';

/** Plain data: JSON holds it. Strings have one character a target. */
export type LedgerRecord = Omit<Ledger, Strings | Sparse | Renamed | 'settings' | 'canaryPassed' | 'graph'> &
  Omit<FleetSettings, 'canary'> & { readonly [K in Strings]: string } & {
    readonly canary: { readonly count: number; readonly passed: boolean } | null;
    /** `firstUnpublished` of the ledger, one character a target. */
    readonly untold: string;
    /** `lastRepairAt` of the ledger. */
    readonly lastStartAt: number | null;
    /** The runs that have children. A letter of `children` is a place in this list, counted from 1. */
    readonly childRuns: readonly number[];
    readonly slots: readonly (readonly [number, Slot])[];
    readonly backoffs: readonly (readonly [number, number])[];
    readonly waiting: readonly (readonly [number, number])[];
    readonly answers: readonly (readonly [number, string])[];
    readonly gates: readonly (readonly [number, number])[];
    readonly gatesPassed: readonly number[];
    readonly publishing: readonly (readonly [number, number])[];
    readonly worked: readonly (readonly [number, number])[];
    readonly words: readonly (Omit<Words, 'targets'> & { readonly targets: readonly number[] })[];
    readonly durations: readonly (readonly [number, number])[];
    readonly lateResults: readonly number[];
    readonly openCosts: readonly (readonly [number, number])[];
    readonly refusals: readonly number[];
    readonly stops: readonly (readonly [number, Stop])[];
    readonly failedByPerson: readonly number[];
    readonly recentLaunches: readonly (readonly [number, number])[];
  };

const statusLetters: Readonly<Record<TargetStatus, string>> = {
  PENDING: 'P',
  QUEUED: 'Q',
  RUNNING: 'R',
  AWAITING_INPUT: 'A',
  SUCCEEDED: 'S',
  FAILED: 'F',
  LOST: 'L',
  CANCELLED: 'C',
  SKIPPED: 'K',
  BLOCKED: 'B',
};
const classList: readonly (FailureClass | null)[] = [null, ...failureClasses];

/** The letters from 36 on are those from this code on: none of them is a digit, and JSON holds them as they are. */
const firstLetter = 0x100;
/** One letter for each number to 255. Records of older code hold the first 36 only. */
const digit = (n: number): string => (n < 36 ? n.toString(36) : String.fromCharCode(firstLetter + n - 36));
const digits = Array.from({ length: 256 }, (_, n) => n);

/** Attempts that a target has at most, whatever their trigger (semantics 15): without steps, and with steps. */
export const maxAttempts = 35;
export const maxAttemptsWithSteps = 200;
export const mostAttempts = ({ steps }: Pick<FleetSettings, 'steps'>): number =>
  steps.length === 0 ? maxAttempts : maxAttemptsWithSteps;

/** Values by the code of their letter, found by index: every turn decodes the letters of up to 10,000 targets. */
type Decoder<T> = readonly (T | undefined)[];

function decoderOf<T>(values: readonly T[], letterOf: (value: T, index: number) => string): Decoder<T> {
  const decoder: (T | undefined)[] = [];
  values.forEach((value, index) => {
    decoder[letterOf(value, index).charCodeAt(0)] = value;
  });
  return decoder;
}

const ofStatuses = decoderOf(targetStatuses, (status) => statusLetters[status]);
const ofDigits = decoderOf(digits, digit);
const ofTriggers = decoderOf(triggers, (_, index) => digit(index));
const ofClasses = decoderOf(classList, (_, index) => digit(index));
const ofOwed = decoderOf(owedMarks, (_, index) => digit(index));

/** The runs in which targets have children, oldest first. */
export const runsWithChildren = ({ children }: Pick<Ledger, 'children'>): number[] =>
  [...new Set(children)].filter((run) => run !== 0).sort((a, b) => a - b);

const indexLetters = <T>(values: readonly T[], list: readonly T[]): string =>
  values.map((value) => digit(list.indexOf(value))).join('');

export function encodeLedger({
  settings,
  canaryPassed,
  firstUnpublished,
  lastRepairAt,
  ...ledger
}: Omit<Ledger, 'graph'>): LedgerRecord {
  const childRuns = runsWithChildren(ledger);
  const letterOf = new Map(childRuns.map((run, index) => [run, digit(index + 1)]));
  return {
    ...ledger,
    ...settings,
    canary: settings.canary === null ? null : { count: settings.canary, passed: canaryPassed },
    lastStartAt: lastRepairAt,
    childRuns,
    children: ledger.children.map((run) => letterOf.get(run) ?? '0').join(''),
    statuses: ledger.statuses.map((status) => statusLetters[status]).join(''),
    attempts: ledger.attempts.map(digit).join(''),
    triggers: indexLetters(ledger.triggers, triggers),
    atSteps: ledger.atSteps.map(digit).join(''),
    autoRetries: ledger.autoRetries.map(digit).join(''),
    heals: ledger.heals.map(digit).join(''),
    classes: indexLetters(ledger.classes, classList),
    owed: indexLetters(ledger.owed, owedMarks),
    untold: firstUnpublished.map(digit).join(''),
    slots: [...ledger.slots],
    backoffs: [...ledger.backoffs],
    waiting: [...ledger.waiting],
    answers: [...ledger.answers],
    gates: [...ledger.gates],
    gatesPassed: [...ledger.gatesPassed],
    publishing: [...ledger.publishing],
    worked: [...ledger.worked],
    words: ledger.words.map((words) => ({ ...words, targets: [...words.targets] })),
    durations: [...ledger.durations],
    lateResults: [...ledger.lateResults],
    openCosts: [...ledger.openCosts],
    refusals: [...ledger.refusals],
    stops: [...ledger.stops],
    failedByPerson: [...ledger.failedByPerson],
    recentLaunches: [...ledger.recentLaunches],
  };
}

/** @throws Error when a string holds a letter that stands for nothing: the record was not written by `encodeLedger` */
export function decodeLedger({ canary, lastStartAt, childRuns, untold, ...record }: LedgerRecord): Omit<Ledger, 'graph'> {
  const { settings, state } = splitRecord(record);
  return {
    ...state,
    settings: { ...settings, canary: canary?.count ?? null },
    canaryPassed: canary?.passed ?? false,
    lastRepairAt: lastStartAt,
    children: decode(record.children, ofDigits).map((letter) => childRuns[letter - 1] ?? 0),
    statuses: decode(record.statuses, ofStatuses),
    attempts: decode(record.attempts, ofDigits),
    triggers: decode(record.triggers, ofTriggers),
    atSteps: decode(record.atSteps.padEnd(record.statuses.length, '0'), ofDigits),
    autoRetries: decode(record.autoRetries, ofDigits),
    heals: decode(record.heals.padEnd(record.statuses.length, '0'), ofDigits),
    classes: decode(record.classes, ofClasses),
    owed: decode(record.owed, ofOwed),
    firstUnpublished: decode(untold.padEnd(record.statuses.length, '0'), ofDigits),
    slots: new Map(record.slots),
    backoffs: new Map(record.backoffs),
    waiting: new Map(record.waiting),
    answers: new Map(record.answers),
    gates: new Map(record.gates),
    gatesPassed: new Set(record.gatesPassed),
    publishing: new Map(record.publishing),
    worked: new Map(record.worked),
    words: record.words.map((words) => ({ ...words, targets: new Set(words.targets) })),
    durations: new Map(record.durations),
    lateResults: new Set(record.lateResults),
    openCosts: new Map(record.openCosts),
    refusals: new Set(record.refusals),
    stops: new Map(record.stops),
    failedByPerson: new Set(record.failedByPerson),
    recentLaunches: new Map(record.recentLaunches),
  };
}

type Flat = Omit<LedgerRecord, 'canary' | 'lastStartAt' | 'childRuns' | 'untold'>;
type Settings = Omit<FleetSettings, 'canary'>;

function splitRecord(record: Flat): { readonly settings: Settings; readonly state: Omit<Flat, keyof Settings> } {
  const isSetting = ([key]: readonly [string, unknown]): boolean => Object.hasOwn(defaultSettings, key);
  const entries = Object.entries(record);
  return {
    // `defaultSettings` has every setting as a key, and the record has them all.
    settings: Object.fromEntries(entries.filter(isSetting)) as unknown as Settings,
    // All other keys of the record are left.
    state: Object.fromEntries(entries.filter((entry) => !isSetting(entry))) as unknown as Omit<Flat, keyof Settings>,
  };
}

function decode<T>(text: string, decoder: Decoder<T>): T[] {
  const values: T[] = [];
  for (let at = 0; at < text.length; at += 1) {
    const value = decoder[text.charCodeAt(at)];
    if (value === undefined) throw new Error(`The ledger holds an unknown letter: ${text.charAt(at)}`);
    values.push(value);
  }
  return values;
}
