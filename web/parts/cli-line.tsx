/** The same on the command line, ready to be copied. */
import CopyToClipboard from '@cloudscape-design/components/copy-to-clipboard';
import Box from '@cloudscape-design/components/box';

export function CliLine({ line }: { readonly line: string }) {
  return (
    <Box fontSize="body-s" color="text-body-secondary">
      The same on the command line:{' '}
      <CopyToClipboard
        variant="inline"
        textToCopy={line}
        copyButtonAriaLabel="Copy the command"
        copySuccessText="Copied"
        copyErrorText="This browser did not let it be copied"
      />
    </Box>
  );
}
