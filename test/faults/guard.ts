/** Rights at the gate: a call is refused, in the words of its service, when its door's role lacks it. */
import { refusalOf } from '../../infra/local/rights/gateway.ts';
import type { Service as AwsService } from '../../infra/local/rights/requests.ts';
import type { AccountSettings } from '../../infra/local/ses/account.ts';
import { account as accountId } from '../../infra/local/template/template.ts';
import type { Call, Service } from './call.ts';
import { type Declared, type DoorName, doorOf } from './declared.ts';
import type { Reply } from './gate.ts';

/** Answers in place of the service, or not at all when the door may do it. */
export type Guard = (door: DoorName, call: Call) => Promise<Reply | undefined>;

const services: Readonly<Record<Service, AwsService>> = {
  table: 'dynamodb',
  queue: 'sqs',
  ses: 'ses',
  secrets: 'secretsmanager',
};

/** Opens the guard for the roles of the template. */
export function openGuard(declared: Declared, account: () => AccountSettings): Guard {
  const { rights, template } = declared;
  const owner = { region: template.region, account: accountId };
  return async (door, call) => {
    const { name, roleArn } = doorOf(declared, door);
    const role = rights.roles.find(({ arn }) => arn === roleArn);
    if (role === undefined) throw new Error(`The template declares no role ${roleArn}.`);
    const { command: target, body } = call;
    const asked = { service: services[call.service], target, body, caller: { name, role } };
    const refusal = await refusalOf(asked, { owner, rights, account });
    if (refusal === undefined) return undefined;
    const { status, contentType, body: said } = refusal;
    const headers = { 'content-type': contentType };
    return { kind: 'answer', status, headers, body: Buffer.from(said) };
  };
}
