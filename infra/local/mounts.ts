/** What answers behind the port: the site's door, SES, the inbox, the control page, the demo feeds. */
import { getRequestListener } from '@hono/node-server';
import { newsletterStore } from '../../functions/store/newsletters.ts';
import type { Metrics } from './alarms/metrics.ts';
import { controlApp } from './control/control.ts';
import type { ControlPanel } from './control/panel.ts';
import { demoOriginOf, demoPath } from './demo/addresses.ts';
import { demoApp } from './demo/feeds.ts';
import { inboxPages } from './inbox/inbox.ts';
import { fire, type Parts } from './parts.ts';
import { recoveryListener } from './recovery/endpoint.ts';
import { secretsListener } from './secrets.ts';
import { sesPath } from './server.ts';
import { inboxApi } from './ses/api.ts';
import { listEndpoint, listPath } from './ses/list-endpoint.ts';
import { standingEndpoint, standingPaths } from './ses/standing-endpoint.ts';
import { httpTrigger } from './site/http-trigger.ts';
import { openWays } from './site/ways.ts';
import { allFeeds, countReaders, nextEditionAt } from './status.ts';
import type { Template } from './template/template.ts';

/** The query API of SES, and what is called of its API v2. */
export function sesWithRest(ses: Parts['ses']): Parts['ses']['listener'] {
  const listPart = `${sesPath}${listPath}`;
  const list = getRequestListener(listEndpoint(listPart, ses.suppressionList).fetch);
  const standing = getRequestListener(standingEndpoint(sesPath, ses.account).fetch);
  const standingParts = Object.values(standingPaths).map((path) => `${sesPath}${path}`);
  return (request, response) => {
    const { url = '' } = request;
    if (url.startsWith(listPart)) void list(request, response);
    else if (standingParts.some((part) => url.startsWith(part))) void standing(request, response);
    else ses.listener(request, response);
  };
}

/** Puts everything behind the server's port. */
export function mount(parts: Parts): void {
  const { clock, server, ses, secrets, doors, template, metrics, onError } = parts;
  const links = [
    { href: '/', label: 'Site' },
    { href: '/desk', label: 'Desk' },
    { href: '/_control/', label: 'Control' },
  ];
  server.mount({
    ses: sesWithRest(ses),
    secrets: secretsListener(secrets),
    recovery: recoveryListener({ ...parts, endpoint: parts.engine.endpoint, now: clock.now }),
    pages: {
      '/_inbox/api': inboxApi({ ...ses, receive: parts.receive }),
      '/_inbox': inboxPages({
        base: '/_inbox',
        links,
        mailbox: ses.mailbox,
        now: clock.now,
        fetch,
        receive: parts.receive,
      }),
      '/_control': controlApp(panelOf(parts), { realNow: Date.now, zone: parts.options.zone }),
    },
    openPages: {
      [demoPath]: demoApp(
        clock.now,
        server.origin,
        demoOriginOf(parts.options.code ?? 'source', server.origin),
      ),
    },
    site: httpTrigger({
      wayOf: openWays(template, { now: clock.now, door: doors.byArn }),
      now: clock.now,
      onError,
      answered: countAnswers(template, metrics),
    }),
  });
}

function panelOf(parts: Parts): ControlPanel {
  const { clock, moveTo, table, inTurn, queues, ses, watch } = parts;
  return {
    now: clock.now,
    advance: moveTo,
    nextEditionAt: () => nextEditionAt(table),
    fire: (name) => inTurn(() => fire(parts, name, clock.now())),
    status: async () => ({
      queues: await queues.counts(),
      readers: await countReaders(table),
      feeds: await allFeeds(table),
      mails: ses.mailbox.all().length,
      newsletters: await newsletterStore(table).list(),
    }),
    alarms: watch.alarms,
    mail: ses,
  };
}

/** What API Gateway counts of its answers. */
export function countAnswers(template: Template, metrics: Metrics): (status: number) => void {
  const [api] = template.all('AWS::ApiGatewayV2::Api');
  const dimensions = { ApiId: api?.ref ?? '' };
  return (status) => {
    metrics.count({ namespace: 'AWS/ApiGateway', name: 'Count', dimensions });
    const value = status >= 500 ? 1 : 0;
    metrics.count({ namespace: 'AWS/ApiGateway', name: '5xx', dimensions }, value);
  };
}
