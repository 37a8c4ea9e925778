/** The calls that are made of a table, by the names of its API. */
import type { Table } from '../../functions/store/client.ts';

/** The same table, and what was asked of it since. */
export function countCalls(table: Table): {
  readonly table: Table;
  readonly calls: () => readonly string[];
} {
  const calls: string[] = [];
  const send = async (command: object, ...rest: unknown[]) => {
    calls.push(
      command.constructor.name
        .replace(/Command$/, '')
        .replace(/^(Get|Put|Update|Delete)$/, '$1Item')
        .replace(/^BatchGet$/, 'BatchGetItem'),
    );
    return Reflect.apply(table.client.send, table.client, [command, ...rest]) as unknown;
  };
  const client = new Proxy(table.client, {
    get: (target, name) => (name === 'send' ? send : Reflect.get(target, name)),
  });
  return { table: { ...table, client }, calls: () => calls };
}
