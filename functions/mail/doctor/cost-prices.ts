/**
 * What AWS asks, in USD, by its price list for us-east-1 on 2026-11-29, without taxes and savings
 * plans; what is free every month for good, and not only in a first year, is named beside it. Sources
 * are the pages https://aws.amazon.com/SERVICE/pricing/ of ses, dynamodb, lambda, sqs, sns,
 * eventbridge, cloudwatch, secrets-manager and api-gateway. Throughput of DynamoDB, SQS, SNS and
 * Lambda were also compared with what others published of them in 2025 and 2026. In eu-central-1 the
 * table asks about a fifth more, all else nearly the same.
 */

/** Prices in USD, and how much of each is free in a month. */
export const prices = {
  at: '2026-11-29',
  region: 'us-east-1',
  /** À la carte. Accounts of after July 2026 begin with the plan Essentials, at $0.16. */
  mailsThousand: 0.1,
  writeUnitsMillion: 0.625,
  readUnitsMillion: 0.125,
  tableGb: { each: 0.25, free: 25 },
  /** Recovery to any second of the last days, by the size of the table. */
  recoveryGb: 0.2,
  lambdaGbSecond: { each: 0.0000133334, free: 400_000 },
  lambdaRequestsMillion: { each: 0.2, free: 1 },
  sqsFifoMillion: 0.5,
  sqsStandardMillion: 0.4,
  /** Of both kinds together. */
  sqsFreeMillions: 1,
  /** What SES hands to a topic. Handing it on to SQS costs nothing. */
  snsMillion: { each: 0.5, free: 1 },
  schedulesMillion: { each: 1, free: 14 },
  apiRequestsMillion: 1,
  secret: 0.4,
  alarm: { each: 0.1, free: 10 },
  metric: { each: 0.3, free: 10 },
  logsGb: { each: 0.5, free: 5 },
  dashboard: { each: 3, free: 3 },
  /** What a query of the logs reads. */
  queriedGb: 0.005,
};
