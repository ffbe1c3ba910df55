/**
 * Tells work in PowerShell from work for sh, where the plan does not say which: its own tool runs such work in PowerShell on Windows
 * and in sh elsewhere. Sure signs are a cmdlet (Verb-Noun) where a command begins, and PowerShell's own variables.
 * Example: "(Get-ChildItem -File).Count" → true; "curl -H 'Set-Cookie: a=b'" → false, because no command begins there.
 */
const verbs = [
  'Add|Clear|Close|Compare|Compress|ConvertFrom|ConvertTo|Convert|Copy|Disable|Enable|Enter|Exit|Expand|Export|Find|ForEach|Format',
  'Get|Group|Import|Install|Invoke|Join|Measure|Move|New|Open|Out|Pop|Publish|Push|Read|Receive|Register|Remove|Rename|Repair|Reset',
  'Resolve|Restart|Restore|Resume|Save|Search|Select|Send|Set|Show|Skip|Sort|Split|Start|Stop|Suspend|Switch|Tee|Test|Trace|Unblock',
  'Uninstall|Unregister|Update|Use|Wait|Watch|Where|Write',
].join('|');

/** At the beginning of a line, or after a character that a command follows. */
const cmdlet = new RegExp(String.raw`(?:^|[;|&({=])[ \t]*(?:${verbs})-[A-Z][A-Za-z]+(?=[\s;|)}]|$)`, 'm');
const variable = /\$env:[A-Z]|\$(?:LASTEXITCODE|ErrorActionPreference|PSScriptRoot|PSVersionTable)\b/;

export const isPowerShell = (command: string): boolean => cmdlet.test(command) || variable.test(command);
