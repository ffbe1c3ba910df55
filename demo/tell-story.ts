/** The story, chapter by chapter. Each does one thing that a user does, and says what there is to see. */
import { submitFleet, watchFleet } from './chapters/fleet.ts';
import { onboard } from './chapters/onboarding.ts';
import { showOutcome } from './chapters/outcome.ts';
import { startProduct } from './chapters/product.ts';
import { makeRepositories } from './chapters/repositories.ts';
import type { Stage } from './stage.ts';
import { say, title, whisper } from './story.ts';

/** Ends with the runtime stopped, whatever happens. @throws Error saying what was not as it should be */
export async function tellStory(stage: Stage): Promise<void> {
  title('One change, twelve repositories');
  say(`Fernhill sells garden things. Its twelve services print plain text with console.log; the
platform team wants structured logs: in all of them, tested, today.`);
  whisper(`Everything happens in ${stage.workspace.folder}; your own settings and repositories are not touched.`);
  await makeRepositories(stage);
  const runtime = await startProduct(stage);
  try {
    await onboard(stage);
    await submitFleet(stage);
    await watchFleet(stage);
    await showOutcome(stage);
  } finally {
    await runtime.stop();
  }
}
