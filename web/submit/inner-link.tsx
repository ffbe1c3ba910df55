/** A link to another screen: the page is not loaded anew, so that nothing that was written is lost. */
import Link from '@cloudscape-design/components/link';
import type { ReactNode } from 'react';
import { useLocation } from 'wouter';

export function InnerLink({ href, children }: { readonly href: string; readonly children: ReactNode }) {
  const [, navigate] = useLocation();
  return (
    <Link
      href={href}
      onFollow={(event) => {
        event.preventDefault();
        navigate(href);
      }}
    >
      {children}
    </Link>
  );
}
