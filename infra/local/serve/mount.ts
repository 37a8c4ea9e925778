/** What listens where in an installation that serves. */

import { countAnswers, sesWithRest } from '../mounts.ts';
import type { Parts } from '../parts.ts';
import { recoveryListener } from '../recovery/endpoint.ts';
import { secretsListener } from '../secrets.ts';
import { httpTrigger } from '../site/http-trigger.ts';
import { openWays } from '../site/ways.ts';
import { clientOf } from './client.ts';
import type { IncomingMail, Taken } from './incoming.ts';
import { ownerApi } from './owner-api.ts';
import type { PublicSite } from './public-site.ts';
import type { ServeSettings } from './settings.ts';

/** What the owner's command and the MTA ask for. */
export interface OwnDeps {
  readonly takeMail: (mail: IncomingMail) => Promise<Taken>;
  readonly backUp: () => Promise<void>;
}

/** On the loopback interface: for the doors, the owner's command, and the MTA. */
export function mountOwn(parts: Parts, { takeMail, backUp }: OwnDeps): void {
  const { clock, server, ses, schedules, secrets, onError } = parts;
  server.mount({
    ses: sesWithRest(ses),
    secrets: secretsListener(secrets),
    recovery: recoveryListener({ ...parts, endpoint: parts.engine.endpoint, now: clock.now }),
    pages: {
      '/_control/api': ownerApi({
        now: clock.now,
        fire: (name) => schedules.fire(name, clock.now()),
        takeMail,
        backUp,
        onError,
      }),
    },
    openPages: {},
    site: (_, response) => response.writeHead(404).end(),
  });
}

/** For the proxy, and by it for everybody: the site, and nothing else. */
export function mountSite(parts: Parts, site: PublicSite, settings: ServeSettings): void {
  const { template, clock, doors, metrics, onError } = parts;
  site.mount(
    httpTrigger({
      wayOf: openWays(template, { now: clock.now, door: doors.byArn }),
      now: clock.now,
      onError,
      answered: countAnswers(template, metrics),
      clientOf: (request) => clientOf(request, settings.trustsProxy),
      domainName: new URL(settings.siteUrl).host,
    }),
  );
}
