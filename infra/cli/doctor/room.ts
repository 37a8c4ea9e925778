/** How much Lambda may run at once for this account, and how long each door may take. */
import {
  GetAccountSettingsCommand,
  GetFunctionConfigurationCommand,
  LambdaClient,
} from '@aws-sdk/client-lambda';
import { ask, patience } from './asked.ts';

/** Lambda as doctor asks it. */
export interface Room {
  /** What the account may run at once, and how much of that no function has reserved. */
  readonly limits: () => Promise<{ readonly limit: number; readonly unreserved: number }>;
  /** How long one call may take (ms). */
  readonly timeoutMs: (functionName: string) => Promise<number>;
  readonly close: () => void;
}

/** Opens Lambda. */
export function openRoom(): Room {
  const client = new LambdaClient(patience);
  return {
    limits: async () => {
      const { AccountLimit } = await ask('lambda:GetAccountSettings', () =>
        client.send(new GetAccountSettingsCommand({})),
      );
      const limit = AccountLimit?.ConcurrentExecutions ?? 0;
      return { limit, unreserved: AccountLimit?.UnreservedConcurrentExecutions ?? limit };
    },
    timeoutMs: async (FunctionName) => {
      const command = new GetFunctionConfigurationCommand({ FunctionName });
      const { Timeout = 3 } = await ask('lambda:GetFunctionConfiguration', () =>
        client.send(command),
      );
      return Timeout * 1000;
    },
    close: () => client.destroy(),
  };
}
