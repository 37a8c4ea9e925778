/**
 * Lets a bundle reach hosts that are really on this machine, without any door knowing of it: names
 * are answered with a public address, so the door's own check of addresses runs as it does at AWS,
 * and only behind it is the connection made to this machine.
 */
import dns from 'node:dns';
import { syncBuiltinESMExports } from 'node:module';
import net from 'node:net';

/** `host:port` as the door asks for it, and the port of this machine where that is. */
export type Hosts = Readonly<Record<string, number>>;

/** One of those that nobody here will ever connect to. */
const publicAddress = '93.184.215.14';
const thisMachine = '127.0.0.1';

interface Target {
  host?: string;
  port?: number | string;
  lookup?: net.LookupFunction;
}

/** Changes the name service and the sockets of this thread, once and for good. */
export function plugCable(hosts: Hosts): void {
  const names = new Set(Object.keys(hosts).map((host) => host.slice(0, host.lastIndexOf(':'))));
  answerNames(names);
  const { connect } = net.Socket.prototype;
  const plugged = function connectBehindCheck(this: net.Socket, ...given: unknown[]): net.Socket {
    const target = targetOf(given);
    const port = target && hosts[`${target.host}:${target.port}`];
    if (target !== undefined && port !== undefined) redirect(target, port);
    return Reflect.apply(connect, this, given);
  };
  net.Socket.prototype.connect = plugged as typeof connect;
  syncBuiltinESMExports();
}

/** The options of a connection: node hands them over in a list of its own, or as they were given. */
function targetOf(given: readonly unknown[]): Target | undefined {
  const [first] = given;
  const options: unknown = Array.isArray(first) ? first[0] : first;
  return typeof options === 'object' && options !== null ? options : undefined;
}

function redirect(target: Target, port: number): void {
  const checked = target.lookup ?? dns.lookup;
  target.port = port;
  target.lookup = (hostname, options, callback) => {
    checked(hostname, options, (error, found, family) => {
      if (error) callback(error, found, family);
      else if (options.all === true) callback(null, [{ address: thisMachine, family: 4 }]);
      else callback(null, thisMachine, 4);
    });
  };
}

function answerNames(names: ReadonlySet<string>): void {
  const { lookup } = dns;
  const answered = (hostname: string, options: unknown, callback: unknown): void => {
    if (!names.has(hostname)) {
      Reflect.apply(lookup, dns, [hostname, options, callback]);
      return;
    }
    const answer = (typeof options === 'function' ? options : callback) as (
      ...result: unknown[]
    ) => void;
    const wantsAll = typeof options === 'object' && options !== null && 'all' in options;
    const address = { address: publicAddress, family: 4 };
    queueMicrotask(() =>
      wantsAll && options.all === true ? answer(null, [address]) : answer(null, publicAddress, 4),
    );
  };
  dns.lookup = answered as typeof lookup;
}
