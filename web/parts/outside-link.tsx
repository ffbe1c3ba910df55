/** A link that leaves the page. Only an address of the web is one: what else a worker may have written is shown as text. */
import Link from '@cloudscape-design/components/link';
import type { ReactNode } from 'react';

const isWeb = (href: string): boolean => /^https?:\/\/\S+$/i.test(href) && URL.canParse(href);

export function OutsideLink({ href, children }: { readonly href: string; readonly children: ReactNode }) {
  if (!isWeb(href)) return <>{children}</>;
  return (
    <Link href={href} external target="_blank" rel="noopener noreferrer" externalIconAriaLabel="opens in a new tab">
      {children}
    </Link>
  );
}
