/**
 * What the synthesised template declares of all that a trial runs: doors with their settings and
 * time-outs, queues, triggers, schedules, mail, rights. The harness has no list of its own of these.
 */
import { openRights, type Rights } from '../../infra/local/rights/rights.ts';
import { endpointSettings, lambdaSettings } from '../../infra/local/surroundings.ts';
import {
  type DoorDeclaration,
  doorsOf,
  type MappingDeclaration,
  mappingsOf,
  type QueueDeclaration,
  queuesOf,
  tableOf,
} from '../../infra/local/template/declaration.ts';
import { type MailDeclaration, mailOf } from '../../infra/local/template/mail.ts';
import { type Code, synthesise } from '../../infra/local/template/synthesis.ts';
import { openTemplate, type Template } from '../../infra/local/template/template.ts';

/** Doors that things happen to. */
export type DoorName = 'digest' | 'send' | 'events' | 'sweep';

export interface Declared {
  readonly code: Code;
  readonly template: Template;
  readonly doors: readonly DoorDeclaration[];
  readonly queues: readonly QueueDeclaration[];
  readonly mappings: readonly MappingDeclaration[];
  readonly mail: MailDeclaration;
  readonly table: ReturnType<typeof tableOf>;
  readonly rights: Rights;
}

export const siteUrl = 'https://paper.example';

/** The scale is one with several lanes, so that workers meet; mail comes from the town's paper. */
const context = { domain: 'paper.example', sender: 'news@paper.example', scale: 'normal' };
/** Stands for the address of a process at the gate, which is none before it has been opened. */
const queueOrigin = 'http://queues.invalid';

export interface DeclaredOptions {
  readonly code: Code;
  /** For tests of the verdict: another template than the one that is deployed. */
  readonly change?: (template: Template) => Template;
}

/** Synthesises the stack, with its bundles when they are to run, and reads it. */
export async function readDeclared({ code, change }: DeclaredOptions): Promise<Declared> {
  const place = { queueOrigin, siteUrl, suffix: `-faults-${process.pid}` };
  const made = openTemplate(await synthesise(code, context), place);
  const template = change?.(made) ?? made;
  return {
    code,
    template,
    doors: doorsOf(template),
    queues: queuesOf(template),
    mappings: mappingsOf(template),
    mail: mailOf(template),
    table: tableOf(template),
    rights: openRights(template),
  };
}

/** The door as the template has it. */
export function doorOf({ doors }: Declared, name: string): DoorDeclaration {
  const found = doors.find(({ door }) => door === name);
  if (found === undefined) throw new Error(`The template declares no door ${name}.`);
  return found;
}

/** The queue of this ARN. */
export function queueOf({ queues }: Declared, wanted: string): QueueDeclaration {
  const found = queues.find(({ arn }) => arn === wanted);
  if (found === undefined) throw new Error(`The template declares no queue ${wanted}.`);
  return found;
}

/** What a process of the door finds in its environment, with all services behind one address. */
export function environmentOf(
  declared: Declared,
  name: string,
  address: string,
): Record<string, string> {
  const door = doorOf(declared, name);
  const own = Object.entries(door.env).map(([key, value]) => [
    key,
    value.replace(queueOrigin, `${address}/queue`),
  ]);
  return {
    ...lambdaSettings(door, declared.template.region),
    ...endpointSettings({
      dynamodb: `${address}/table`,
      sqs: `${address}/queue`,
      ses: `${address}/ses`,
      secretsmanager: `${address}/secrets`,
    }),
    ...Object.fromEntries(own),
  };
}

/** The topic that tells of SES's events. */
export function eventsOf({ mail }: Declared): { readonly topicArn: string } {
  const [destination] = mail.destinations;
  if (destination === undefined) throw new Error('The template sends SES’s events nowhere.');
  return destination;
}
