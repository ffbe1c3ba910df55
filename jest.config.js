/** Runs the TypeScript files as they are, as ES modules; types are checked by `npm run check`. */
export default {
  testEnvironment: 'node',
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '\\.ts$': ['@swc/jest', { jsc: { parser: { syntax: 'typescript' }, target: 'es2024' }, module: { type: 'es6' } }],
  },
  // For a test that hangs; what a test waits for has a limit of its own (test/patience.ts).
  testTimeout: 900_000,
  // Many tests wait for processes: one more than the cores of a small machine.
  maxWorkers: 3,
  testSequencer: '<rootDir>/test/slowest-first.js',
  cacheDirectory: '<rootDir>/.cache/jest',
  // Only the domain is measured, and only by a run of everything (test/run.js): no other file is slowed by it.
  collectCoverageFrom: ['<rootDir>/core/**/*.ts'],
  coverageReporters: [['text', { skipFull: true }]],
  coverageThreshold: { global: { statements: 100, functions: 100, lines: 100, branches: 100 } },
};
