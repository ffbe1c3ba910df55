import { jsonLine, table } from '../../bench/report.ts';

const figure = { name: 'some_mb', unit: 'MB', bound: 200, what: 'memory' };

test('a figure is shown with its median, bound, verdict and spread', () => {
  const measured = { name: 'some_mb', samples: [190, 210, 230], notes: ['one process'] };
  const [, row, , note] = table([[figure, measured]]).split('\n');
  expect(row?.split(/ {2,}/)).toEqual(['some_mb', '210', 'MB', '≤ 200', 'missed by 5 %', '±9.52 %', '3', 'memory']);
  expect(note).toBe('  some_mb: one process');
  expect(JSON.parse(jsonLine(figure, measured))).toEqual({ name: 'some_mb', value: 210, unit: 'MB', samples: [190, 210, 230] });
});

test('a figure without samples is shown as not measured, with its reason', () => {
  const measured = { name: 'some_mb', samples: [], notes: ['not measured: needs /proc'] };
  const shown = table([[figure, measured]]);
  expect(shown).toMatch(/^some_mb +- +MB +≤ 200 +not measured +0 +memory$/m);
  expect(shown).toContain('  some_mb: not measured: needs /proc');
  expect(JSON.parse(jsonLine(figure, measured))).toEqual({ name: 'some_mb', value: null, unit: 'MB', samples: [] });
});
