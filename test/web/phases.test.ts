/** Completing a phase: what is asked, what was detected, what is sent, and how far it is. */
import type { BatchesView } from '../../contracts/http/batches.ts';
import type { FleetView, TargetView } from '../../contracts/http/fleet.ts';
import { detectedWords, type Detected } from '../../web/repos/detected.ts';
import { foundByStatus, foundIn } from '../../web/repos/inspected.ts';
import { hasBanner, phaseActions } from '../../web/repos/phase-actions.ts';
import { phaseCli } from '../../web/repos/phase-cli.ts';
import { checkRequest, defaultOptions, phaseProblems, phaseRequest, type PhaseOptions } from '../../web/repos/phase-options.ts';
import { phaseView } from '../../web/phases/phase-view.ts';
import { batch, sampleAttempt, steppedTarget } from '../cli/render/fleet/steps/sample-steps.ts';
import { pausedFleet, sampleFleet } from '../cli/samples.ts';

const options = (change: Partial<PhaseOptions> = {}): PhaseOptions => ({ ...defaultOptions, ...change });

describe('the request and its command line', () => {
  const start = "bgagent fleet submit --repo acme/shop --title 'Phase of acme/shop' --preset phases";
  test.each<[string, Partial<PhaseOptions>, object, string]>([
    ['nothing changed', {}, {}, ''],
    ['a number written in another way', { batchSize: ' 15.0' }, {}, ''],
    [
      'all switches the other way round',
      { autoMerge: true, skipDesign: true, skipAnalyze: true, heal: false, pauseBetween: true, reuseSpec: true },
      {
        preset: {
          ...{ name: 'phases', auto_merge: true, skip_design: true, skip_analyze: true },
          ...{ pause_between_batches: true, reuse_spec: true },
        },
        heal: { enabled: false },
      },
      ' --auto-merge --skip-design --skip-analyze --reuse-spec --heal 0 --pause-between-batches',
    ],
    [
      'other numbers and texts',
      {
        ...{ context: "It's in cents.", healAttempts: '2', healUsd: '1.50', batchSize: '10' },
        ...{ tasksFile: ' plan/tasks.md ', attemptUsd: '3', fleetUsd: '20' },
      },
      {
        preset: { name: 'phases', batch_size: 10, tasks_file: 'plan/tasks.md' },
        context: "It's in cents.",
        heal: { max_attempts: 2, max_budget_usd: 1.5 },
        budget: { fleet_usd: 20, target_usd: 3 },
      },
      String.raw` --context 'It'\''s in cents.' --heal 2 --heal-budget 1.50 --batch-size 10 --tasks-file plan/tasks.md --budget-per-target 3 --budget 20`,
    ],
    ['numbers of heals that are off', { heal: false, healUsd: '1' }, { heal: { enabled: false } }, ' --heal 0'],
  ])('say what was changed: %s', (_, change, said, flags) => {
    const request = phaseRequest('acme/shop', options(change));
    expect(request).toEqual({ title: 'Phase of acme/shop', targets: ['acme/shop'], preset: { name: 'phases' }, ...said });
    expect(checkRequest(request)).toEqual({ ok: true, body: request });
    expect(phaseCli('acme/shop', options(change))).toBe(start + flags);
  });

  test('all that is wrong is told at once, each at its field', () => {
    const wrong = { batchSize: '99', healAttempts: 'many', attemptUsd: '', fleetUsd: '-1', tasksFile: '../tasks.md' };
    const checked = checkRequest(phaseRequest('acme/shop', options(wrong)));
    const { fields, others } = phaseProblems(checked.ok ? [] : checked.problems);
    expect(Object.entries(fields).map(([field, message]) => `${field}: ${message}`)).toEqual([
      expect.stringMatching(/^batchSize: Must be .*50/),
      expect.stringMatching(/^tasksFile: Must be a path in the repository/),
      expect.stringMatching(/^fleetUsd: Must be a number/),
      expect.stringMatching(/^attemptUsd: Must be a number/),
      expect.stringMatching(/^healAttempts: Must be a number/),
    ]);
    expect(others).toEqual([]);
  });

  test('what belongs to no field is told beside them', () => {
    const problems = [
      { path: '/targets/0', message: 'acme/shop is not onboarded.' },
      { path: '/budget/heal_usd', message: 'A heal may cost more than all.' },
    ];
    expect(phaseProblems(problems)).toEqual({
      fields: { healUsd: 'A heal may cost more than all.' },
      others: ['acme/shop is not onboarded.'],
    });
  });
});

describe('what was detected', () => {
  const preview = (name: string, count: number): BatchesView['batches'][number] => {
    const ids = Array.from({ length: count }, (_, at) => `${name}${at}`);
    return { index: 1, count: 1, name, task_ids: ids, open: ids, done: [], tasks: [] };
  };
  const view = (change: Partial<BatchesView> = {}): Detected => ({
    kind: 'batches',
    view: {
      ...{ summary: 'Detected 2 batches from tasks.md', used_fallback: false, open_count: 19, done_count: 12 },
      ...{ batches: [preview('Setup', 8), preview('Core', 11)], warnings: [], more_warnings: 0, errors: [], more_errors: 0 },
      ...change,
    },
  });
  const none = view({ summary: 'No open tasks found', batches: [], open_count: 0 });
  const wrong = view({ errors: [{ code: 'DUPLICATE_TASK', line: 3, message: 'line 3: T001 is there twice.' }], more_errors: 2 });
  const skip = { skipDesign: true };

  type Row = [string, Detected, Partial<PhaseOptions>, { type: string; header: string; start: string; may: boolean }];
  const row = (name: string, detected: Detected, change: Partial<PhaseOptions>, words: string): Row => {
    const [type = '', header = '', start = '', may] = words.split(' | ');
    return [name, detected, change, { type, header, start, may: may === 'may start' }];
  };
  const noSections = view({
    ...{ summary: 'No sections found: 1 batch of up to 15 tasks', used_fallback: true },
    batches: [preview('Batch 1', 3)],
  });
  const missing: Detected = { kind: 'missing' };
  const late: Detected = { kind: 'looking', late: true };
  const unreadable: Detected = { kind: 'unreadable', message: 'It is a link.' };

  test.each([
    row('sections', view(), {}, 'info | Detected 2 batches from tasks.md | Start 2 batches | may start'),
    row(
      'another file',
      view(),
      { tasksFile: 'plan/$&.md' },
      'info | Detected 2 batches from plan/$&.md | Start 2 batches | may start',
    ),
    row('no sections', noSections, {}, 'warning | No sections found: 1 batch of up to 15 tasks | Start 1 batch | may start'),
    row('nothing open, with a design', none, {}, 'info | No open tasks found | Start with the design | may start'),
    row('nothing open, without one', none, skip, 'error | No open tasks found | No open tasks | may not'),
    row('errors, with a design', wrong, {}, 'warning | tasks.md has errors | Start with the design | may start'),
    row('errors, without one', wrong, skip, 'error | tasks.md has errors | Start | may not'),
    row('no file, with a design', missing, {}, 'info | The repository has no tasks.md yet | Start with the design | may start'),
    row('no file, without one', missing, skip, 'error | The repository has no tasks.md | Start | may not'),
    row('a look', { kind: 'looking', late: false }, {}, 'info | Looking for tasks.md in the repository… | Start | may start'),
    row('no worker', late, skip, 'warning | No worker has answered for 30 seconds | Start | may start'),
    row('a failed look', unreadable, skip, 'warning | tasks.md could not be read | Start | may start'),
  ])('%s', (_, detected, change, expected) => {
    const { type, header, start, whyNot } = detectedWords(detected, options(change));
    expect({ type, header, start, may: whyNot === undefined }).toEqual(expected);
  });

  test('names sections with their open tasks, what is done, that the design comes first, and the warnings', () => {
    const warnings = Array.from({ length: 7 }, (_, line) => ({ code: 'NO_ID', line, message: `line ${line}: no id.` }));
    expect(detectedWords(view({ warnings, more_warnings: 1 }), options({ reuseSpec: true })).lines).toEqual([
      'Setup (8) · Core (11).',
      '12 tasks are done already and left out.',
      'The design comes first and may write the list anew, unless there is a spec.md.',
      ...[0, 1, 2, 3, 4].map((line) => `Line ${line}: no id.`),
      '… and 3 more.',
    ]);
    expect(detectedWords(wrong, options(skip)).lines.slice(0, 2)).toEqual(['Line 3: T001 is there twice.', '… and 2 more.']);
    const many = view({ done_count: 1, batches: Array.from({ length: 14 }, (_, at) => preview(`P${at}`, 1)) });
    expect(detectedWords(many, options(skip)).lines).toEqual([
      expect.stringMatching(/^P0 \(1\) .*P11 \(1\) · 2 more\.$/),
      '1 task is done already and left out.',
    ]);
  });
});

describe('a look into the repository', () => {
  const output = (files: object[], problems: object[] = []) =>
    `${JSON.stringify({ repo: 'acme/shop', branch: 'main', commit: 'c', files, problems })}\n`;

  test.each([
    ['a list', output([{ path: 'tasks.md', bytes: 3, content: '# A' }]), { kind: 'list', text: '# A' }],
    [
      'no file',
      output([], [{ path: 'tasks.md', code: 'MISSING', message: 'tasks.md is not in the branch.' }]),
      { kind: 'missing' },
    ],
    ['nothing at all', output([]), { kind: 'missing' }],
    [
      'what cannot be read',
      output([], [{ path: 'tasks.md', code: 'LINK', message: 'tasks.md is a link.' }]),
      { kind: 'unreadable', message: 'tasks.md is a link.' },
    ],
    [
      'something else',
      'hello',
      { kind: 'unreadable', message: 'What the worker has printed is no list of files. It may be of another version.' },
    ],
  ])('finds %s', (_, printed, expected) => {
    expect(foundIn(printed)).toEqual(expected);
  });

  test('says why its task has failed, and nothing while it goes on or where it has ended well', () => {
    expect(foundByStatus({ status: 'RUNNING', error_message: null })).toBeUndefined();
    expect(foundByStatus({ status: 'COMPLETED', error_message: null })).toBeUndefined();
    expect(foundByStatus({ status: 'FAILED', error_message: 'Cannot clone.' })).toEqual({
      kind: 'unreadable',
      message: 'Cannot clone.',
    });
    expect(foundByStatus({ status: 'CANCELLED', error_message: null })?.kind).toBe('unreadable');
  });
});

const paused = (code: string) =>
  pausedFleet({ reason: { code, message: 'Waits.', since: '2026-11-20T10:00:01.000Z', actor: null } }, { PENDING: 1 });

describe('the buttons', () => {
  const fleet = (change: Partial<FleetView>) => sampleFleet({ actions: ['pause', 'cancel'], ...change }, { PENDING: 1 });
  const atGate = (code: string, actions: FleetView['actions']) => ({ ...paused(code), actions });

  test.each<[string, FleetView, string[], boolean]>([
    ['while it runs', fleet({}), ['Pause', 'Cancel…'], false],
    ['before the merge', atGate('merge_ready', ['continue', 'cancel']), ['Continue: merge', 'Cancel…'], false],
    ['after a heal in vain', atGate('heal_failed', ['continue', 'retry', 'cancel']), ['Cancel…'], true],
    ['between batches, where the banner can cancel', atGate('batch_done', ['continue', 'cancel']), [], true],
    ['when it failed', fleet({ status: 'FAILED', actions: ['retry'] }), ['Retry with a hint…'], false],
    ['when it is done', fleet({ status: 'SUCCEEDED', actions: [] }), [], false],
    ['on the way down', fleet({ status: 'CANCELLING', actions: [] }), [], false],
  ])('%s', (_, shown, labels, banner) => {
    expect(phaseActions(shown).map(({ label }) => label)).toEqual(labels);
    expect(hasBanner(shown)).toBe(banner);
  });
});

describe('the progress', () => {
  const now = Date.parse('2026-11-20T10:01:01.000Z');
  const running = sampleFleet(
    { heal: { enabled: true, max_attempts: 1, max_budget_usd: 2, on_failure: 'pause' } },
    { RUNNING: 1 },
  );
  const see = (target: TargetView, fleet = running) => phaseView(fleet, target, now);
  const first = sampleAttempt({ step: 'implement', batch: batch(1), duration_s: 120 });
  const waits = (step: string, kind: 'gate' | 'review' | 'question'): Partial<TargetView> => ({
    ...{ status: 'PENDING', step },
    waiting: { for: kind, since: running.created_at, question: null },
  });

  test('marks the phases, and says the marks', () => {
    const target = steppedTarget(['skipped', 'done', 'running']);
    const steps = target.steps.map((step) => (step.name === 'analyze' ? { ...step, healed: true } : step));
    const view = see({ ...target, steps });
    expect(view.phases.map(({ name, mark, says }) => `${name} ${mark} (${says})`)).toEqual([
      'design skipped (skipped)',
      'analyze done (done, needed a heal)',
      'implement current (now)',
      'verify pending (to come)',
      'merge pending (to come)',
    ]);
    expect(view.healed).toEqual(['Analyze']);
  });

  test('marks phases that the preset left out as skipped', () => {
    const { steps, ...target } = steppedTarget(['done', 'done', 'running']);
    const without = { ...target, steps: steps.filter(({ name }) => name !== 'analyze') };
    const names = (fleet: FleetView) => see(without, fleet).phases.map(({ name, mark }) => `${name} ${mark}`);
    expect(names({ ...running, preset: 'phases' })).toEqual([
      ...['design done', 'analyze skipped', 'implement current', 'verify pending', 'merge pending'],
    ]);
    expect(names({ ...running, preset: null })).not.toContain('analyze skipped');
  });

  test('says batch, tasks, time, and the heal', () => {
    const failed = sampleAttempt({
      ...{ step: 'implement', batch: batch(2), status: 'FAILED', duration_s: 60 },
      failure: { class: 'verification', code: 'TASKS_OPEN', message: 'file not found', retryable: true, by: 'policy' },
    });
    expect(see(steppedTarget(['done', 'done', 'running'], { trigger: 'heal', attempts: [first, failed] }))).toMatchObject({
      headline: 'Implementing batch 2 of 4: Core Components',
      tasks: { done: 12, all: 35 },
      facts: ['Tasks: 12/35 complete', '9m 12s elapsed', expect.stringMatching(/^about .* left$/)],
      healing: 'Auto-healing batch 2 (attempt 1 of 1): file not found',
      why: undefined,
    });
  });

  test.each<[string, TargetView, FleetView, string]>([
    [
      'before it begins',
      steppedTarget([], { status: 'PENDING', step: 'design' }),
      running,
      'Design starts when a worker has room',
    ],
    ['in a step without batches', steppedTarget(['running'], { step: 'design' }), running, 'Designing'],
    ['in a step of another name', steppedTarget(['running'], { step: 'build' }), running, 'Step build'],
    ['without a step', steppedTarget([], { step: null }), running, 'Works'],
    ['before the merge', steppedTarget(['done'], waits('merge', 'gate')), paused('merge_ready'), 'Merge ready'],
    ['at another gate', steppedTarget(['done'], waits('verify', 'gate')), paused('step_gate'), 'Waits for you before verify'],
    ['for a review', steppedTarget(['done'], waits('verify', 'review')), paused('review'), 'The changes wait for a review'],
    ['for an answer', steppedTarget(['done'], waits('verify', 'question')), paused('question'), 'The agent has asked something'],
    [
      'when somebody paused it',
      steppedTarget(['done'], { status: 'PENDING', step: 'analyze' }),
      paused('user'),
      'Paused: analyze comes next',
    ],
    [
      'after a heal in vain',
      steppedTarget(['failed'], { status: 'FAILED', step: 'design' }),
      paused('heal_failed'),
      'Failed at design',
    ],
    [
      'when a batch failed for good',
      steppedTarget(['done', 'done', 'failed'], {
        status: 'FAILED',
        attempts: [sampleAttempt({ step: 'implement', batch: batch(1), status: 'FAILED' })],
      }),
      sampleFleet({ status: 'FAILED' }, { FAILED: 1 }),
      'Ended in batch 1 of 4: Setup',
    ],
    [
      'when it was cancelled',
      steppedTarget(['done'], { status: 'CANCELLED' }),
      sampleFleet({ status: 'CANCELLED' }, { CANCELLED: 1 }),
      'Cancelled',
    ],
    [
      'when it is merged',
      steppedTarget(['done', 'done', 'done', 'done', 'done'], { status: 'SUCCEEDED', step: 'merge' }),
      sampleFleet({ status: 'SUCCEEDED' }, { SUCCEEDED: 1 }),
      'Complete: merged',
    ],
    [
      'when the merge was passed over',
      steppedTarget(['done', 'done', 'done', 'done', 'skipped'], { status: 'SUCCEEDED', step: 'merge' }),
      sampleFleet({ status: 'SUCCEEDED' }, { SUCCEEDED: 1 }),
      'Complete: nothing was merged',
    ],
    [
      'when it has no merge',
      { ...steppedTarget([], { status: 'SUCCEEDED' }), steps: [] },
      sampleFleet({ status: 'SUCCEEDED' }, { SUCCEEDED: 1 }),
      'Complete',
    ],
  ])('says what goes on %s', (_, target, fleet, headline) => {
    expect(see(target, fleet).headline).toBe(headline);
  });
});
