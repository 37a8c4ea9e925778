/**
 * The stores of the queue engine in a folder, as its own server opens them: that one listens for the
 * whole network, and we want the loopback interface alone. Each message is on disk before its sender
 * is answered.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { BuildAppOptions } from 'fauxqs';

type Stores = NonNullable<BuildAppOptions['stores']>;

/** What the engine writes through to disk with; its own server makes it of the same folder. */
interface Persistence {
  readonly db: DatabaseSync;
  readonly load: (sqs: Stores['sqsStore'], sns: Stores['snsStore'], s3: Stores['s3Store']) => void;
  updateMessageReady: (messageId: string) => void;
}

/** The files of the engine that its package does not offer by name; its version is pinned. */
interface Files {
  'sqs/sqsStore.js': { readonly SqsStore: new () => Stores['sqsStore'] };
  'sns/snsStore.js': { readonly SnsStore: new () => Stores['snsStore'] };
  's3/s3Store.js': { readonly S3Store: new () => Stores['s3Store'] };
  'persistence.js': { readonly PersistenceManager: new (folder: string) => Persistence };
}

const handBack = 'UPDATE sqs_messages SET receipt_handle = NULL, visibility_deadline = NULL';

/** Opens them with what they held; what somebody worked on when the process ended waits again. */
export async function openStores(folder: string): Promise<Stores> {
  letGo(join(folder, 'fauxqs.db'));
  const { SqsStore } = await load('sqs/sqsStore.js');
  const { SnsStore } = await load('sns/snsStore.js');
  const { S3Store } = await load('s3/s3Store.js');
  const { PersistenceManager } = await load('persistence.js');
  const stores = { sqsStore: new SqsStore(), snsStore: new SnsStore(), s3Store: new S3Store() };
  const persistence = new PersistenceManager(folder);
  persistence.load(stores.sqsStore, stores.snsStore, stores.s3Store);
  // Its own forgets how often a message was received, which the schema does not allow: whoever gives
  // a message back by a time-out of 0 would be refused.
  const giveBack = persistence.db.prepare(`${handBack} WHERE message_id = ?`);
  persistence.updateMessageReady = (messageId) => void giveBack.run(messageId);
  // Only now: what is loaded is not to be written again. Topics and files are not used.
  const kept = [stores.sqsStore, ...stores.sqsStore.allQueues()];
  for (const one of kept) Object.assign(one, { persistence });
  return stores;
}

function load<File extends keyof Files>(file: File): Promise<Files[File]> {
  return import(new URL(file, import.meta.resolve('fauxqs')).href);
}

/** Nobody works on anything before the start: nothing has to wait for a time-out. */
function letGo(file: string): void {
  if (!existsSync(file)) return;
  const database = new DatabaseSync(file);
  database.exec(handBack);
  database.close();
}
