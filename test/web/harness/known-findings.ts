/** What axe finds where nothing is wrong, or in the library itself, where the page can change nothing: each with its reason. */
export const knownFindings: readonly { readonly id: string; readonly target: RegExp; readonly reason: string }[] = [
  {
    id: 'aria-allowed-attr',
    target: /awsui_(?:navigation|mobile-toolbar-nav)/,
    reason:
      'The closed navigation of a phone has an orientation, which its role does not take; it is not reachable while it is closed.',
  },
  {
    id: 'label-title-only',
    target: /./,
    reason:
      'It takes a label that is scrolled out of a dialog for one that nobody sees. That each field has a label is asked by the rule label.',
  },
];
