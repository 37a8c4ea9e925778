/** What a deploy will make, from the synthesised template, and what that costs a month. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { counted } from '../../../functions/mail/doctor/cost-counts.ts';
import { prices } from '../../../functions/mail/doctor/cost-prices.ts';
import { costOf } from '../../../functions/mail/doctor/cost-sum.ts';
import { type Settings, stackNameOf } from '../../cloud/settings.ts';
import { tableText } from '../table-text.ts';
import { kindsText } from './kinds.ts';
import { isStanding, type Look } from './look.ts';

const templateSchema = v.object({
  Resources: v.record(v.string(), v.object({ Type: v.string() })),
});

/** How many readers the cost is told for, each with an edition a day. */
const readersTold = [0, 1_000, 10_000];
const feedsTold = 100;

/** Lines for the owner, before anything is made. `assembly` is the folder of `cdk synth`. */
export function planText(
  look: Look,
  settings: Settings,
  { assembly, columns }: { readonly assembly: string; readonly columns: number },
): readonly string[] {
  const name = stackNameOf(settings);
  const verb = isStanding(look.stack) ? 'will be brought to' : 'will be made of';
  return [
    `${name} ${verb}: ${kindsText(typesIn(join(assembly, `${name}.template.json`)))}.`,
    '',
    `What it costs a month in USD, with ${feedsTold} feeds and an edition a day (npm run cost tells more):`,
    ...costLines(columns),
    `By list prices of ${prices.region} on ${prices.at}. A calculation, not a bill.`,
  ];
}

function typesIn(file: string): string[] {
  const { Resources } = v.parse(templateSchema, JSON.parse(readFileSync(file, 'utf8')));
  return Object.values(Resources)
    .map(({ Type }) => Type)
    .filter((type) => type !== 'AWS::CDK::Metadata');
}

function costLines(columns: number): string[] {
  const rows = readersTold.map((readers) => {
    const { ses, besidesUsd } = costOf({ readers, feeds: feedsTold, perDay: 1 }, counted, prices);
    return [readers.toLocaleString('en-US'), ses.usd.toFixed(2), besidesUsd.toFixed(2)];
  });
  return tableText(
    [
      { title: 'READERS', align: 'right' },
      { title: 'SES', align: 'right' },
      { title: 'ALL ELSE', align: 'right' },
    ],
    rows,
    columns,
  );
}
