export async function sendIssue(issue, readers, send) {
  let sent = 0;
  for (const reader of readers) {
    try {
      await send(reader.mail, issue.subject);
      sent += 1;
    } catch (error) {
      console.error(`issue ${issue.number} did not reach reader ${reader.id}: ${error.message}`);
    }
  }
  console.log(`issue ${issue.number} sent to ${sent} readers`);
  return sent;
}
