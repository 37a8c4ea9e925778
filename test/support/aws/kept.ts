/** Tables and secrets that outlive a stack; what is in them the stage answers. */

import { type Call, jsonError, jsonReply, type Service } from './call.ts';
import type { Deployer } from './state.ts';

const dynamodb = (name: string) =>
  `https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/${name}.html`;
const secrets = (name: string) =>
  `https://docs.aws.amazon.com/secretsmanager/latest/apireference/${name}.html`;

export function keptThings({ kept }: Deployer): Record<'dynamodb' | 'secretsmanager', Service> {
  const unprotected = new Set<string>();
  const named = (call: Call, field: string) =>
    String((JSON.parse(call.body.toString('utf8')) as Record<string, unknown>)[field]);
  const ofTable = (answer: (name: string) => ReturnType<typeof jsonReply>) => (call: Call) => {
    const name = named(call, 'TableName');
    const why = `Requested resource not found: Table: ${name} not found`;
    return kept.has(name) ? answer(name) : jsonError('ResourceNotFoundException', why);
  };
  const ofSecret = (answer: (arn: string) => ReturnType<typeof jsonReply>) => (call: Call) => {
    const arn = named(call, 'SecretId');
    const why = "Secrets Manager can't find the specified secret.";
    return kept.has(arn) ? answer(arn) : jsonError('ResourceNotFoundException', why);
  };
  const table = (name: string, TableStatus: string) => ({
    TableName: name,
    TableStatus,
    DeletionProtectionEnabled: !unprotected.has(name),
  });
  return {
    dynamodb: {
      fail: jsonError,
      answers: [
        [
          'DescribeTable',
          {
            page: dynamodb('API_DescribeTable'),
            answer: ofTable((name) => jsonReply({ Table: table(name, 'ACTIVE') })),
          },
        ],
        [
          'UpdateTable',
          {
            page: dynamodb('API_UpdateTable'),
            answer: ofTable((name) => {
              unprotected.add(name);
              return jsonReply({ TableDescription: table(name, 'UPDATING') });
            }),
          },
        ],
        [
          'DeleteTable',
          {
            page: dynamodb('API_DeleteTable'),
            answer: ofTable((name) => {
              if (!unprotected.has(name)) {
                return jsonError(
                  'ValidationException',
                  `Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection first.`,
                );
              }
              kept.delete(name);
              return jsonReply({ TableDescription: table(name, 'DELETING') });
            }),
          },
        ],
      ],
    },
    secretsmanager: {
      fail: jsonError,
      answers: [
        [
          'DescribeSecret',
          {
            page: secrets('API_DescribeSecret'),
            answer: ofSecret((ARN) => jsonReply({ ARN, Name: ARN.split(':').at(-1) })),
          },
        ],
        [
          'DeleteSecret',
          {
            page: secrets('API_DeleteSecret'),
            answer: ofSecret((ARN) => {
              kept.delete(ARN);
              return jsonReply({ ARN, DeletionDate: 0 });
            }),
          },
        ],
      ],
    },
  };
}
