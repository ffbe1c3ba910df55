/** The demo, chapter by chapter. Each chapter does one thing that a user does, and explains the output. */
import { submitFleet, watchFleet } from './chapters/fleet.ts';
import { onboard } from './chapters/onboarding.ts';
import { showOutcome } from './chapters/outcome.ts';
import { startProduct } from './chapters/product.ts';
import { makeRepositories } from './chapters/repositories.ts';
import type { DemoSetup } from './demo-setup.ts';
import { say, title, whisper } from './story.ts';

/** Stops the runtime in any case. @throws Error that says what went wrong */
export async function tellStory(setup: DemoSetup): Promise<void> {
  title('One change, twelve repositories');
  say(`Fernhill sells things for the garden. Its twelve services print plain text with console.log. The
platform team wants structured logs in all of them, tested, and today.`);
  whisper(`Everything happens in ${setup.workspace.folder}; your own settings and repositories are not touched.`);
  await makeRepositories(setup);
  const runtime = await startProduct(setup);
  try {
    await onboard(setup);
    await submitFleet(setup);
    await watchFleet(setup);
    await showOutcome(setup);
  } finally {
    await runtime.stop();
  }
}
