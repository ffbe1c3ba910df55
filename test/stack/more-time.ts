/**
 * Gives a function two minutes on the emulator, which counts the start of the process. It starts one for each call that runs at the same
 * time, and all children of a run call `target-drive` at once: dozens of processes, which a busy machine starts in more than 30 seconds.
 */
export async function moreTimeFor(functionName: string, endpoint: string): Promise<void> {
  const answer = await fetch(`${endpoint}/2015-03-31/functions/${functionName}/configuration`, {
    method: 'PUT',
    body: JSON.stringify({ Timeout: 120 }),
    headers: { authorization: 'AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/lambda/aws4_request' },
  });
  if (!answer.ok) throw new Error(`The emulator gave ${functionName} no more time: ${answer.status} ${await answer.text()}`);
}
