/** The people of the desk: an address to sign in by, and roles. */
import { type Address, parseAddress } from '../subscriber/address.ts';
import {
  everyNewsletter,
  holdsAll,
  mayDo,
  type Role,
  type Roles,
  type Scope,
  widestOf,
} from './rights.ts';

/** Somebody who may sign in. */
export interface Person {
  readonly id: string;
  readonly address: string;
  /** The address as it is compared. */
  readonly addressKey: string;
  readonly roles: Roles;
  /** Sessions of another epoch are over: it rises with each change of roles. */
  readonly epoch: number;
  readonly addedAt: number;
}

/** People at one desk, at most: the list is read whole. */
const peopleMax = 100;

/** A token for programs, as far as it is about whoever made it. */
interface HeldToken extends Scope {
  readonly id: string;
  readonly personId: string;
}

/** What keeping people reads and writes. */
export interface PeopleDeps {
  readonly list: () => Promise<readonly Person[]>;
  /**
   * Adds somebody, or changes who is as they were read, while `keeper`, if there is one, is as they
   * were read too; false when somebody else was there first.
   */
  readonly save: (person: Person, before: Person | undefined, keeper?: Person) => Promise<boolean>;
  /** Takes them off, and the passkeys by which they came in, under the same conditions. */
  readonly remove: (person: Person, keeper?: Person) => Promise<boolean>;
  /** Those of everybody: they go with the right by which they were made. */
  readonly tokens: {
    readonly list: () => Promise<readonly HeldToken[]>;
    readonly remove: (id: string) => Promise<unknown>;
  };
  readonly randomId: () => string;
  readonly now: () => number;
}

/** Who is to have which role, for one newsletter or for all. */
export interface Appointment {
  readonly address: string;
  readonly role: Role;
  readonly newsletterId: string;
}

/** What became of it. */
export type Appointed =
  | { readonly kind: 'appointed'; readonly person: Person; readonly isNew: boolean }
  | { readonly kind: 'bad-address' }
  | { readonly kind: 'too-many' }
  | { readonly kind: 'last-owner' };

/** Others may change the same people at the same time, a few times in a row. */
const appointTriesMax = 5;

/** Gives somebody a role; whoever is not at the desk yet is added. Their sessions end. */
export async function appoint(
  appointment: Appointment,
  deps: PeopleDeps,
  tries = appointTriesMax,
): Promise<Appointed> {
  const address = parseAddress(appointment.address);
  if (address.kind === 'refused') return { kind: 'bad-address' };
  const people = await deps.list();
  const [before, ...doubles] = people.filter(({ addressKey }) => addressKey === address.key);
  if (before === undefined && people.length >= peopleMax) return { kind: 'too-many' };
  const known = before === undefined ? newPerson(address, deps) : withRolesOf(before, doubles);
  const person = withRole(known, appointment);
  const keeping = keepingOwner([known, ...othersThan(known, people)], person);
  if (keeping.kind === 'last-owner') return keeping;
  await endTokens(person, deps);
  if (!(await deps.save(person, before, keeping.keeper))) {
    if (tries > 1) return appoint(appointment, deps, tries - 1);
    throw new Error('Nobody could be let in: their row is damaged, or changes all the time.');
  }
  // Whoever made one meanwhile made it as who they were.
  await endTokens(person, deps);
  await removeDoubles(doubles, deps);
  return { kind: 'appointed', person, isNew: before === undefined };
}

/** Everybody but who comes by the same address. */
function othersThan({ addressKey }: Person, people: readonly Person[]): readonly Person[] {
  return people.filter((one) => one.addressKey !== addressKey);
}

async function removeDoubles(doubles: readonly Person[], deps: PeopleDeps): Promise<void> {
  for (const double of doubles) {
    await endTokens({ ...double, roles: {} }, deps);
    await deps.remove(double);
  }
}

/** What became of somebody who is to go. */
export type Dismissed = 'removed' | 'last-owner' | 'nobody';

/** Takes somebody off the desk, their sessions, tokens and passkeys with them. */
export async function dismiss(personId: string, deps: PeopleDeps): Promise<Dismissed> {
  const people = await deps.list();
  const person = people.find(({ id }) => id === personId);
  if (person === undefined) return 'nobody';
  const gone = { ...person, roles: {} };
  const doubles = people.filter((one) => one !== person && one.addressKey === person.addressKey);
  const known = withRolesOf(person, doubles);
  const keeping = keepingOwner([known, ...othersThan(known, people)], gone);
  if (keeping.kind === 'last-owner') return keeping.kind;
  await endTokens(gone, deps);
  if (!(await deps.remove(person, keeping.keeper))) return dismiss(personId, deps);
  await endTokens(gone, deps);
  // Nobody of whom it was said that they are off is left under the same address.
  await removeDoubles(doubles, deps);
  return 'removed';
}

/** Takes every role at one newsletter away; whoever has no other is taken off the desk. */
export async function withdrawRoles(
  newsletterId: string,
  deps: Pick<PeopleDeps, 'list' | 'save' | 'remove' | 'tokens'>,
): Promise<void> {
  for (const person of await deps.list()) {
    const { [newsletterId]: withdrawn, ...roles } = person.roles;
    if (withdrawn === undefined) continue;
    await endTokens({ ...person, roles }, deps);
    const isKept =
      Object.keys(roles).length === 0
        ? await deps.remove(person)
        : await deps.save({ ...person, roles, epoch: person.epoch + 1 }, person);
    if (!isKept) return withdrawRoles(newsletterId, deps);
    await endTokens({ ...person, roles }, deps);
  }
}

/**
 * Takes away the tokens by which somebody would hold more than these roles give. It comes before the
 * roles change: whoever dies on the way leaves no token that a later role would bring back to life.
 */
async function endTokens(
  { id, roles }: Pick<Person, 'id' | 'roles'>,
  { tokens }: Pick<PeopleDeps, 'tokens'>,
): Promise<void> {
  const own = (await tokens.list()).filter(({ personId }) => personId === id);
  for (const token of own) if (!holdsAll(roles, token)) await tokens.remove(token.id);
}

/** Ends every session of somebody; false when there is no such person. */
export async function endSessions(
  personId: string,
  deps: Pick<PeopleDeps, 'list' | 'save'>,
): Promise<boolean> {
  const person = (await deps.list()).find(({ id }) => id === personId);
  if (person === undefined) return false;
  // Whoever was changed meanwhile is read anew.
  const isKept = await deps.save({ ...person, epoch: person.epoch + 1 }, person);
  return isKept || (await endSessions(personId, deps));
}

function newPerson(address: Address, { randomId, now }: PeopleDeps): Person {
  const { address: written, key: addressKey } = address;
  return { id: randomId(), address: written, addressKey, roles: {}, epoch: 0, addedAt: now() };
}

/**
 * Two who let the same address in at once made two of it, in earlier releases: they become one, who
 * may what either might.
 */
function withRolesOf(person: Person, doubles: readonly Person[]): Person {
  const held = [person, ...doubles].map((one) => one.roles);
  const newsletters = new Set(held.flatMap((one) => Object.keys(one)));
  const roles = [...newsletters].flatMap((id) => {
    const role = widestOf(held.map((one) => one[id]));
    return role === undefined ? [] : [[id, role] as const];
  });
  return { ...person, roles: Object.fromEntries(roles) };
}

function withRole(person: Person, { newsletterId, role }: Appointment): Person {
  const others = newsletterId === everyNewsletter ? {} : person.roles;
  return { ...person, roles: { ...others, [newsletterId]: role }, epoch: person.epoch + 1 };
}

/**
 * Somebody has to be able to let others in. Where an owner ceases to be one, another has to be one
 * still when that is written: two who take each other off at once would leave nobody.
 */
function keepingOwner(
  people: readonly Person[],
  changed: Person,
): { readonly kind: 'last-owner' } | { readonly kind: 'kept'; readonly keeper?: Person } {
  const isOwner = ({ roles }: Person) => mayDo(roles, 'people', everyNewsletter);
  const wasOwner = people.some((person) => person.id === changed.id && isOwner(person));
  if (!wasOwner || isOwner(changed)) return { kind: 'kept' };
  const keeper = people.find((person) => person.id !== changed.id && isOwner(person));
  return keeper === undefined ? { kind: 'last-owner' } : { kind: 'kept', keeper };
}
