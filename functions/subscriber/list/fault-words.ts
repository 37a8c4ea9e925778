/** Why a list cannot be read, and why a row of it is not taken, in a sentence for the owner. */
import type { AddressRefusal } from '../address.ts';
import type { ListFault, RowFault } from './fault.ts';

const addressFaults: Readonly<Record<AddressRefusal, string>> = {
  empty: 'There is no address in it.',
  shape: 'This is no e-mail address.',
  'not-ascii': 'Only letters without accents are taken before the @.',
  'local-part': 'What stands before the @ is not taken.',
  domain: 'There is no such domain after the @.',
  'too-long': 'It is longer than an address can be.',
};

/** Why a row is not taken. Words of the list in it are as the list has them: any text at all. */
export function rowFaultText(fault: RowFault): string {
  switch (fault.kind) {
    case 'address':
      return addressFaults[fault.reason];
    case 'too-wide':
      return 'It has more cells than the heading: a quote may be missing.';
    case 'two-addresses':
      return 'It has two addresses, which differ.';
    case 'open':
      return openText(fault);
    case 'not-ours':
      return `Its ${fault.column} is not what an export writes.`;
    case 'twice':
      return 'It is in this file twice; the worst of its rows counts.';
  }
}

function openText({ standing, heading, word }: Extract<RowFault, { kind: 'open' }>): string {
  const column = `Its column "${heading}"`;
  if (heading === '') return 'Another row of this address does not say that mail is wanted.';
  return standing === 'silent' && word === ''
    ? `${column} is empty, which does not say that mail is wanted.`
    : `${column} says "${word}", which does not say that mail is wanted.`;
}

/** Why nothing of the list of this name is taken. Its heading is told by whoever shows it. */
export function listFaultText(fault: ListFault, name: string): string {
  switch (fault.kind) {
    case 'not-utf-8':
      // A letter that is read wrongly may be the one by which somebody is known to have left.
      return `${name} cannot be read: it is not in UTF-8. Save it as "CSV UTF-8" and import that.`;
    case 'garbled-heading':
      return (
        `${name} cannot be read: its heading is garbled, as when UTF-8 is taken for another ` +
        'encoding. Export it anew.'
      );
    case 'open-quote': {
      const where = fault.line === undefined ? '' : ` near line ${fault.line}`;
      return `${name} cannot be read${where}: a quote there is never closed.`;
    }
    case 'no-heading':
      return (
        `${name} has no heading: its first line holds an address. Put a line with the names ` +
        'of the columns before it, such as email,name.'
      );
    case 'second-heading':
      return (
        `${name} has a second heading in line ${fault.line}: it was put together from several ` +
        'files, and its columns mean something else from there on. Import each by itself.'
      );
    case 'packed':
      return `${name} is a ZIP or Excel file. Unpack it, or save the sheet as CSV.`;
    case 'no-addresses':
      return `No column of ${name} holds addresses.`;
  }
}
