/** The story, chapter by chapter. Each does one thing that a user does, and says what there is to see. */
import { submitFleet, watchFleet } from './chapters/fleet.ts';
import { onboard } from './chapters/onboarding.ts';
import { showOutcome } from './chapters/outcome.ts';
import { startProduct } from './chapters/product.ts';
import { makeRepositories } from './chapters/repositories.ts';
import type { DemoSetup } from './demo-setup.ts';
import { say, title, whisper } from './story.ts';

/** Ends with the runtime stopped, whatever happens. @throws Error saying what was not as it should be */
export async function tellStory(setup: DemoSetup): Promise<void> {
  title('One change, twelve repositories');
  say(`Fernhill sells garden things. Its twelve services print plain text with console.log; the
platform team wants structured logs: in all of them, tested, today.`);
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
