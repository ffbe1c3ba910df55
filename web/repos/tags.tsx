/** The tags of a repository. Each leads to the repositories that have it. */
import Link from '@cloudscape-design/components/link';
import { address, links } from '../frame/links.ts';

export function Tags({ tags }: { readonly tags: Readonly<Record<string, string>> }) {
  return (
    <span className="tags">
      {Object.entries(tags).map(([key, value]) => (
        <span key={key} className="tag">
          <Link variant="secondary" fontSize="body-s" href={address(links.repos, { tag: `${key}=${value}` })}>
            {key}: {value}
          </Link>
        </span>
      ))}
    </span>
  );
}
