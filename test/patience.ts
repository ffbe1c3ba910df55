/**
 * Milliseconds that a test waits for what must happen: longer than any busy machine needs, so that only what never happens fails; shorter
 * than the runner's own limit (jest.config.js), so that the test can still say what it waited for.
 */
export const patienceMs = 600_000;
