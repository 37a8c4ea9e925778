/** The suppression list of the account, by the calls of the SES API v2 that the owner's command makes. */
import { Hono } from 'hono';
import * as v from 'valibot';
import { refusedByRest } from './rest-refusal.ts';
import type { SuppressionList } from './suppression-list.ts';

const putSchema = v.object({
  EmailAddress: v.string(),
  Reason: v.picklist(['BOUNCE', 'COMPLAINT']),
});

/** Where the calls are, below the path of SES. */
export const listPath = '/v2/email/suppression/addresses';

/** The most that is given at once (SES API v2 Reference, "ListSuppressedDestinations"). */
const pageMax = 1_000;

/** Answers PutSuppressedDestination, DeleteSuppressedDestination and ListSuppressedDestinations. */
export function listEndpoint(path: string, list: SuppressionList): Hono {
  const app = new Hono();
  app.put(path, async (context) => {
    const read = v.safeParse(putSchema, await context.req.json().catch(() => undefined));
    if (!read.success)
      return refusedByRest('BadRequestException', 400, 'The request is malformed.');
    list.add({ address: read.output.EmailAddress, reason: read.output.Reason });
    return context.json({});
  });
  app.get(path, (context) => {
    const { StartDate = '', NextToken = '0', PageSize } = context.req.query();
    const size = Math.min(pageMax, Number(PageSize ?? pageMax));
    const since = StartDate === '' ? 0 : Date.parse(StartDate);
    const first = Number(NextToken);
    if (Number.isNaN(since) || !(size >= 1) || !Number.isInteger(first)) {
      return refusedByRest('BadRequestException', 400, 'The request is malformed.');
    }
    const found = list.list().filter(({ at }) => at >= since);
    const page = found.slice(first, first + size);
    return context.json({
      SuppressedDestinationSummaries: page.map(({ address, reason, at }) => ({
        EmailAddress: address,
        Reason: reason,
        LastUpdateTime: at / 1000,
      })),
      ...(first + size < found.length ? { NextToken: String(first + size) } : {}),
    });
  });
  app.delete(`${path}/:address`, (context) => {
    const address = context.req.param('address');
    if (list.remove(address)) return context.json({});
    const words = `Email address ${address} does not exist on your suppression list.`;
    return refusedByRest('NotFoundException', 404, words);
  });
  return app;
}
