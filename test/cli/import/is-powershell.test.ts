/** Which commands are taken for PowerShell where a plan does not say. */
import { isPowerShell } from '../../../cli/import/copilot/is-powershell.ts';

test.each([
  '(Get-ChildItem -Recurse -File).Count',
  "Write-Output 'Analysis complete'",
  'cd src; Remove-Item x',
  'npm ls | Out-File list.txt',
  '$a = Get-Content a.txt\n$a',
  'if ($x) {Write-Host "y"}',
  'npm ci\n  Test-Path x',
  'dotnet build; if (!$?) { exit $LASTEXITCODE }',
  'echo $env:PATH',
  'Get-Date',
])('PowerShell: %s', (command) => {
  expect(isPowerShell(command)).toBe(true);
});

test.each([
  'npm run build && npm test',
  'apt-get update',
  "curl -H 'Set-Cookie: a=b' https://acme.example",
  'printf "%s\\n" Get-Item',
  'cat << EOF\nSet-Cookie: a\nEOF',
  'git commit -m "Add-Foo"',
  'docker tag app $env:latest',
  'pwsh -Command "Get-ChildItem"',
  'start-stop-daemon --stop',
  '(make) | tee x; X=1 make',
])('not PowerShell: %s', (command) => {
  expect(isPowerShell(command)).toBe(false);
});
