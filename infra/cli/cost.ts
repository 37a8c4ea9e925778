/** `npm run cost -- --readers N --feeds M --per-day K`: what Paperboy costs a month in AWS. */
import { parseArgs } from 'node:util';
import { counted } from '../../functions/mail/doctor/cost-counts.ts';
import { prices } from '../../functions/mail/doctor/cost-prices.ts';
import { type Cost, costOf, type Usage } from '../../functions/mail/doctor/cost-sum.ts';
import { tableText } from './table-text.ts';

const usageText =
  'npm run cost -- --readers 1000 --feeds 100 --per-day 1\n' +
  '--per-day is how many editions each reader gets a day, such as 1 or 0.14.';
const columns = 80;

const usage = readUsage();
if (usage === undefined) {
  process.stderr.write(`${usageText}\n`);
  process.exitCode = 2;
} else {
  process.stdout.write(`${textOf(usage, costOf(usage, counted, prices)).join('\n')}\n`);
}

function readUsage(): Usage | undefined {
  const option = { type: 'string' } as const;
  try {
    const { values } = parseArgs({
      options: { readers: option, feeds: option, 'per-day': { ...option, default: '1' } },
    });
    const { readers, feeds, 'per-day': perDay } = values;
    const [a, b, c] = [readers, feeds, perDay].map((text) => Number(text ?? Number.NaN));
    const numbers = [a, b, c].filter(
      (one) => one !== undefined && one >= 0 && Number.isFinite(one),
    );
    return numbers.length < 3 ? undefined : { readers: a ?? 0, feeds: b ?? 0, perDay: c ?? 0 };
  } catch {
    return undefined;
  }
}

function textOf({ readers, feeds, perDay }: Usage, { ses, others, besidesUsd }: Cost): string[] {
  const rows = [ses, ...others].map(({ name, amount, usd }) => [name, amount, money(usd)]);
  const share = ses.usd === 0 ? '' : `, ${((besidesUsd / ses.usd) * 100).toFixed(1)} % of SES`;
  return [
    `${readers} readers, ${feeds} feeds, ${perDay} editions a day for each reader: USD a month`,
    '',
    ...tableText(
      [{ title: 'what' }, { title: 'how much', align: 'right' }, { title: 'USD', align: 'right' }],
      rows,
      columns,
    ),
    '',
    `Everything besides SES: ${money(besidesUsd)}${share}`,
    `Counted on ${counted.at}; list prices of ${prices.region} on ${prices.at}, what is free each`,
    'month taken off, rows as old as they get. A calculation, not a bill.',
  ];
}

function money(usd: number): string {
  return usd.toFixed(2);
}
