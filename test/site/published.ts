/** Editions in the archive of a newsletter, published through the product's own composing. */
import { openNet } from '../../functions/config/net.ts';
import { openComposer } from '../../functions/edition/plan/compose.ts';
import { openMarksOf } from '../../functions/edition/plan/marks-of.ts';
import { publishDue } from '../../functions/edition/plan/publish.ts';
import { createSite } from '../../functions/site/app.ts';
import { archiveStore } from '../../functions/store/archive.ts';
import type { Table } from '../../functions/store/client.ts';
import { editionMaterial } from '../../functions/store/edition-material.ts';
import { editionStore } from '../../functions/store/editions.ts';
import { markStore } from '../../functions/store/marks.ts';
import { newsletterStore } from '../../functions/store/newsletters.ts';
import { siteUrl, stage } from './stage.ts';

/** What the digest door does for the archives at each tick. */
export async function publish(table: Table, at: number, url = siteUrl): Promise<void> {
  const { newsletter, ...material } = editionMaterial(table, () => at);
  const compose = openComposer(url, { newsletter, ...material });
  const net = openNet();
  const archives = archiveStore(table);
  const { content } = archives;
  const editions = editionStore(table, () => at).list;
  const { beside: marks } = openMarksOf({ ...markStore(table, () => at), now: () => at });
  const deps = {
    archives,
    editions,
    newsletter,
    compose,
    marks,
    content,
    call: async () => undefined,
  };
  await publishDue(at, deps, { attempt: net.attempt, hasTime: () => true });
  net.close('Some archives were not filled.');
}

/** The site on this table, as the web door puts it together; readers are on a map. */
export function siteOn(table: Table, url = siteUrl) {
  const newsletters = newsletterStore(table);
  return createSite(
    {
      ...stage([]).deps,
      newsletters: newsletters.list,
      newsletter: newsletters.load,
      archive: archiveStore(table),
    },
    { siteUrl: url },
  );
}
