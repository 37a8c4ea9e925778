/** DNS records of a stack: read from its outputs, told as the forms of DNS providers ask for them. */
import { getDomain } from 'tldts';
import type { RecordSet } from './account/zones.ts';
import type { Outputs } from './outputs.ts';

/** A record that has to be in the DNS, and the output that names it. */
export interface DnsRecord extends RecordSet {
  readonly output: string;
}

/** As infra/cloud/constructs writes them: `name TYPE value`. */
const written = /^(\S+) (CNAME|MX|TXT) (.+)$/;

/** The records among the outputs. Throws when one has another form, which would be a bug. */
export function recordsOf(outputs: Outputs): readonly DnsRecord[] {
  return Object.entries(outputs)
    .filter(([output]) => output.startsWith('Dns'))
    .map(([output, text]) => {
      const [, name = '', type, value = ''] = written.exec(text) ?? [];
      if (type !== 'CNAME' && type !== 'MX' && type !== 'TXT') {
        throw new Error(`The output ${output} is no DNS record: ${text}`);
      }
      return { output, name, type, values: [value] };
    });
}

/**
 * Lines to paste from. Some forms want a name as it is below the zone, some the whole of it; an MX has
 * its priority in a field of its own; a TXT is typed without quotes.
 */
export function pasteText(records: readonly DnsRecord[]): readonly string[] {
  return records.flatMap(({ name, type, values: [value = ''] }) => [
    '',
    `Type      ${type}`,
    `Name      ${relativeName(name)}`,
    `  or all  ${name}`,
    ...valueLines(type, value),
  ]);
}

function valueLines(type: DnsRecord['type'], value: string): string[] {
  if (type === 'TXT') return [`Value     ${value.replace(/^"(.*)"$/, '$1')}`];
  const [, priority, host] = /^(\d+) (.+)$/.exec(value) ?? [];
  if (type !== 'MX' || priority === undefined) return [`Value     ${value}`];
  return [`Value     ${host}`, `Priority  ${priority}`];
}

/** Below the domain that was registered, which most providers' forms take for granted. */
function relativeName(name: string): string {
  const registered = getDomain(name, { validateHostname: false, allowPrivateDomains: false });
  if (registered === null || registered === name) return '@';
  return name.slice(0, -registered.length - 1);
}
