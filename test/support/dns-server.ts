/** A little name server on this machine, by RFC 1035: it knows the records that a test gives it. */
import { createSocket } from 'node:dgram';
import { once } from 'node:events';

type RecordType = 'CNAME' | 'MX' | 'TXT';

/** Names with the values of their records; an MX is `10 host`. */
type Zone = Map<string, readonly { readonly type: RecordType; readonly value: string }[]>;

export interface DnsServer {
  /** As `--dns` takes it. */
  readonly address: string;
  readonly zone: Zone;
  /** Names for which it fails (RFC 1035 §4.1.1, RCODE 2). */
  readonly failing: Set<string>;
  readonly stop: () => Promise<void>;
}

const types: Readonly<Record<RecordType, number>> = { CNAME: 5, MX: 15, TXT: 16 };
const servfail = 2;
const nameError = 3;

/** Starts it on a free port. */
export async function startDns(): Promise<DnsServer> {
  const zone: Zone = new Map();
  const failing = new Set<string>();
  const socket = createSocket('udp4');
  socket.on('message', (query, { port, address }) => {
    socket.send(answer(query, zone, failing), port, address);
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return {
    address: `127.0.0.1:${socket.address().port}`,
    zone,
    failing,
    stop: async () => {
      socket.close();
      await once(socket, 'close');
    },
  };
}

function answer(query: Buffer, zone: Zone, failing: ReadonlySet<string>): Buffer {
  const { name, type, end } = questionOf(query);
  const records = zone.get(name);
  const code = failing.has(name) ? servfail : records === undefined ? nameError : 0;
  const fitting = (code === 0 ? (records ?? []) : []).filter((one) => types[one.type] === type);
  const header = Buffer.alloc(12);
  query.copy(header, 0, 0, 2);
  // A response, recursion as asked for and available.
  header.writeUInt16BE(0x8180 | code, 2);
  header.writeUInt16BE(1, 4);
  header.writeUInt16BE(fitting.length, 6);
  const answers = fitting.map((one) => recordOf(type, dataOf(one.type, one.value)));
  return Buffer.concat([header, query.subarray(12, end), ...answers]);
}

function questionOf(query: Buffer) {
  const labels: string[] = [];
  let at = 12;
  for (let length = query[at] ?? 0; length > 0; length = query[at] ?? 0) {
    labels.push(query.toString('latin1', at + 1, at + 1 + length));
    at += 1 + length;
  }
  return { name: labels.join('.').toLowerCase(), type: query.readUInt16BE(at + 1), end: at + 5 };
}

/** The name is that of the question, which stands at the twelfth byte (§4.1.4). */
function recordOf(type: number, data: Buffer): Buffer {
  const head = Buffer.alloc(12);
  head.writeUInt16BE(0xc00c, 0);
  head.writeUInt16BE(type, 2);
  head.writeUInt16BE(1, 4);
  head.writeUInt32BE(60, 6);
  head.writeUInt16BE(data.length, 10);
  return Buffer.concat([head, data]);
}

function dataOf(type: RecordType, value: string): Buffer {
  if (type === 'CNAME') return nameBytes(value);
  if (type === 'TXT') {
    // Each piece has 255 bytes at the most.
    const pieces = value.match(/.{1,255}/gs) ?? [];
    return Buffer.concat(pieces.map((piece) => Buffer.from([piece.length, ...Buffer.from(piece)])));
  }
  const [preference = '10', host = ''] = value.split(' ');
  return Buffer.concat([Buffer.from([0, Number(preference)]), nameBytes(host)]);
}

function nameBytes(name: string): Buffer {
  const labels = name.split('.').map((label) => Buffer.from([label.length, ...Buffer.from(label)]));
  return Buffer.concat([...labels, Buffer.from([0])]);
}
