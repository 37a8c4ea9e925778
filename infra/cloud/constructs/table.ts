/** The one table, as functions/store describes it: on demand, recoverable, never dropped. */
import { RemovalPolicy } from 'aws-cdk-lib';
import {
  AttributeType,
  Billing,
  type GlobalSecondaryIndexPropsV2,
  type ITableV2,
  ProjectionType,
  TableEncryptionV2,
  TableV2,
} from 'aws-cdk-lib/aws-dynamodb';
import type { Construct } from 'constructs';
import { backupsKeptDays } from '../../../functions/config/retention.ts';
import { tableDescription, timeToLiveAttribute } from '../../../functions/store/indexes.ts';
import type { Settings } from '../settings.ts';

type Index = (typeof tableDescription.GlobalSecondaryIndexes)[number];
type KeySchema = Index['KeySchema'] | typeof tableDescription.KeySchema;

/** Made here or adopted: who it is, and no more. */
export type OneTable = Pick<ITableV2, 'tableArn' | 'tableName'>;

/** A loop run wild is throttled here, at about 5 USD an hour, instead of running up a bill. */
const requestUnitsMax = 2_000;

/**
 * Adds the table, or takes over the one that the owner names. It is kept when the stack goes, as it
 * holds who consented to what; only a create that fails takes its empty table with it, which a
 * protected table would not let it. Once deleted by hand, recovery brings it back for 35 days.
 */
export function addTable(scope: Construct, { adopt, protect }: Settings): OneTable {
  if (adopt.table !== undefined) return TableV2.fromTableName(scope, 'Table', adopt.table);
  return new TableV2(scope, 'Table', {
    ...keyOf(tableDescription.KeySchema),
    globalSecondaryIndexes: tableDescription.GlobalSecondaryIndexes.map(indexOf),
    timeToLiveAttribute,
    billing: Billing.onDemand({
      maxReadRequestUnits: requestUnitsMax,
      maxWriteRequestUnits: requestUnitsMax,
    }),
    pointInTimeRecoverySpecification: {
      pointInTimeRecoveryEnabled: true,
      recoveryPeriodInDays: backupsKeptDays,
    },
    encryption: TableEncryptionV2.dynamoOwnedKey(),
    deletionProtection: protect,
    removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
  });
}

function indexOf(index: Index): GlobalSecondaryIndexPropsV2 {
  const { Projection: projection } = index;
  return {
    indexName: index.IndexName,
    ...keyOf(index.KeySchema),
    ...('NonKeyAttributes' in projection
      ? { projectionType: ProjectionType.INCLUDE, nonKeyAttributes: projection.NonKeyAttributes }
      : { projectionType: ProjectionType.KEYS_ONLY }),
  };
}

function keyOf(schema: KeySchema) {
  return { partitionKey: attribute(schema, 'HASH'), sortKey: attribute(schema, 'RANGE') };
}

function attribute(schema: KeySchema, keyType: 'HASH' | 'RANGE') {
  const key = schema.find((part) => part.KeyType === keyType);
  const type = tableDescription.AttributeDefinitions.find(
    (definition) => definition.AttributeName === key?.AttributeName,
  )?.AttributeType;
  if (key === undefined || type === undefined)
    throw new Error(`A key without its ${keyType} part.`);
  return {
    name: key.AttributeName,
    type: type === 'N' ? AttributeType.NUMBER : AttributeType.STRING,
  };
}
