/** What answers behind the port: the site's door, SES, the inbox, the control page, the demo feeds. */
import { newsletterStore } from '../../functions/store/newsletters.ts';
import { controlApp } from './control/control.ts';
import type { ControlPanel } from './control/panel.ts';
import { demoApp } from './demo/feeds.ts';
import { httpTrigger } from './http-trigger.ts';
import { inboxPages } from './inbox/inbox.ts';
import type { Parts } from './parts.ts';
import { secretsListener } from './secrets.ts';
import { inboxApi } from './ses/api.ts';
import { allFeeds, countReaders, nextEditionAt } from './status.ts';

/** Puts everything behind the server's port. */
export function mount(parts: Parts, secret: string): void {
  const { clock, server, ses, doors, onError } = parts;
  const links = [
    { href: '/', label: 'Site' },
    { href: '/_control/', label: 'Control' },
  ];
  server.mount({
    ses: ses.listener,
    secrets: secretsListener(secret),
    pages: {
      '/_inbox/api': inboxApi(ses),
      '/_inbox': inboxPages({
        base: '/_inbox',
        links,
        mailbox: ses.mailbox,
        now: clock.now,
        fetch,
      }),
      '/_control': controlApp(panelOf(parts), { realNow: Date.now, zone: parts.zone }),
      '/_demo': demoApp(clock.now, server.origin),
    },
    site: httpTrigger(doors.web, { now: clock.now, onError }),
  });
}

function panelOf({ clock, moveTo, table, schedules, queues, ses }: Parts): ControlPanel {
  return {
    now: clock.now,
    advance: moveTo,
    nextEditionAt: () => nextEditionAt(table),
    fire: (name) => schedules.fire(name, clock.now()),
    status: async () => ({
      queues: await queues.counts(),
      readers: await countReaders(table),
      feeds: await allFeeds(table),
      mails: ses.mailbox.all().length,
      newsletters: await newsletterStore(table).list(),
    }),
    mail: ses,
  };
}
