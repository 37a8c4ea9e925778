/** A network of the test's own: names that lead to public addresses, and servers on this machine. */
import dns, { type LookupOptions } from 'node:dns';
import { syncBuiltinESMExports } from 'node:module';
import { type LookupFunction, Socket } from 'node:net';

/** From the range of addresses that example.com was long at: public by every rule. */
const publicAddress = { address: '93.184.215.14', family: 4 };
const here = { address: '127.0.0.1', family: 4 };

/**
 * From now on these hosts have a public address, and a connection to one ends at its port on this
 * machine. Whatever looks at the address when it connects has done so by then: only behind it is
 * the cable plugged in here.
 */
export function plugIn(ports: Readonly<Record<string, number>>): void {
  const { lookup } = dns;
  const answer = ((host: string, options: LookupOptions, done: Parameters<LookupFunction>[2]) => {
    if (ports[host] === undefined) return lookup(host, options, done);
    queueMicrotask(() => give(options, publicAddress, done));
  }) as typeof dns.lookup;
  dns.lookup = answer;
  const { connect } = Socket.prototype;
  Socket.prototype.connect = function (this: Socket, ...given: unknown[]) {
    const options = [given[0]].flat()[0] as ConnectOptions;
    const port = ports[options.host ?? ''];
    if (port !== undefined) Object.assign(options, { port, lookup: behind(options) });
    return Reflect.apply(connect, this, given);
  } as typeof connect;
  syncBuiltinESMExports();
}

interface ConnectOptions {
  readonly host?: string;
  readonly lookup?: LookupFunction;
}

/** The lookup that was asked for, and this machine in place of what it lets through. */
function behind(options: ConnectOptions): LookupFunction {
  const checked = options.lookup ?? (dns.lookup as LookupFunction);
  return (host, asked, done) =>
    checked(host, asked, (error, found, family) => {
      if (error) done(error, found, family);
      else give(asked, here, done);
    });
}

function give(
  { all }: LookupOptions,
  found: typeof here,
  done: Parameters<LookupFunction>[2],
): void {
  if (all === true) done(null, [found]);
  else done(null, found.address, found.family);
}
