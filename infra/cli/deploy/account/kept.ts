/** What outlives a stack: the table and two secrets. */
import type { Clients } from './clients.ts';

/** Whether there is a table of this name (API_DescribeTable.html of DynamoDB). */
export async function hasTable(name: string, { tables }: Clients): Promise<boolean> {
  const { DescribeTableCommand, ResourceNotFoundException } = await import(
    '@aws-sdk/client-dynamodb'
  );
  try {
    await (await tables()).send(new DescribeTableCommand({ TableName: name }));
    return true;
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return false;
    throw error;
  }
}

/** Whether there is a secret that is not on its way out (API_DescribeSecret.html). */
export async function hasSecret(arn: string, { secrets }: Clients): Promise<boolean> {
  const { DescribeSecretCommand, ResourceNotFoundException } = await import(
    '@aws-sdk/client-secrets-manager'
  );
  try {
    const found = await (await secrets()).send(new DescribeSecretCommand({ SecretId: arn }));
    return found.DeletedDate === undefined;
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return false;
    throw error;
  }
}

/** Takes the table's protection off, if it has any (API_UpdateTable.html). */
export async function unprotectTable(name: string, { tables }: Clients): Promise<void> {
  const { DescribeTableCommand, UpdateTableCommand } = await import('@aws-sdk/client-dynamodb');
  const client = await tables();
  const { Table } = await client.send(new DescribeTableCommand({ TableName: name }));
  if (Table?.DeletionProtectionEnabled !== true) return;
  await client.send(new UpdateTableCommand({ TableName: name, DeletionProtectionEnabled: false }));
}

/** Deletes the table; false while it is still being changed (API_DeleteTable.html). */
export async function deleteTable(name: string, { tables }: Clients): Promise<boolean> {
  const { DeleteTableCommand, ResourceInUseException } = await import('@aws-sdk/client-dynamodb');
  try {
    await (await tables()).send(new DeleteTableCommand({ TableName: name }));
    return true;
  } catch (error) {
    if (error instanceof ResourceInUseException) return false;
    throw error;
  }
}

/** Days in which a secret can be had back (API_DeleteSecret.html; AWS takes 7 to 30). */
export const secretKeptDays = 30;

/** Has a secret deleted after `secretKeptDays`. */
export async function deleteSecret(arn: string, { secrets }: Clients): Promise<void> {
  const { DeleteSecretCommand } = await import('@aws-sdk/client-secrets-manager');
  await (await secrets()).send(
    new DeleteSecretCommand({ SecretId: arn, RecoveryWindowInDays: secretKeptDays }),
  );
}
