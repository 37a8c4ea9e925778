/**
 * What people at the desk may do. A role is a set of rights; who has a role has it for one newsletter
 * or for all of them.
 */

/** Single rights, the least first. */
const rights = ['look', 'curate', 'send', 'readers', 'settings', 'people'] as const;
/** One of `rights`. */
export type Right = (typeof rights)[number];

const rightsOfRole = {
  /** Everything. */
  owner: rights,
  /** Prepares editions and lets them go. */
  editor: ['look', 'curate', 'send'],
  /** Prepares editions; somebody else lets them go. */
  writer: ['look', 'curate'],
  /** Looks at figures. */
  reader: ['look'],
} as const satisfies Readonly<Record<string, readonly Right[]>>;

/** What people are called by what they may do. */
export type Role = keyof typeof rightsOfRole;
/** Every role, the widest first. */
export const roles = Object.keys(rightsOfRole) as readonly Role[];

/** The role that may most, of these; absent ones may nothing. */
export function widestOf(held: readonly (Role | undefined)[]): Role | undefined {
  return roles.find((role) => held.includes(role));
}

/** Stands for every newsletter, those to come included. */
export const everyNewsletter = '*';

/** The role that somebody has for a newsletter, by its id or `*`. */
export type Roles = Readonly<Record<string, Role>>;

/** Whether this text is a role. */
export function isRole(text: string): text is Role {
  return roles.some((role) => role === text);
}

/** Whether whoever has these roles has the right for a newsletter; `*` asks for all of them. */
export function mayDo(held: Roles, right: Right, newsletterId: string): boolean {
  return rightsFor(held, newsletterId).includes(right);
}

/** The rights of these roles for a newsletter: those for all newsletters come on top. */
function rightsFor(held: Roles, newsletterId: string): readonly Right[] {
  const found = [held[newsletterId], held[everyNewsletter]].flatMap((role) =>
    role === undefined ? [] : rightsOfRole[role],
  );
  return rights.filter((right) => found.some((one) => one === right));
}

/** Single rights, for one newsletter or for all of them. */
export interface Scope {
  readonly newsletterId: string;
  readonly rights: readonly Right[];
}

/** Whether whoever has these roles has every right of a scope. */
export function holdsAll(held: Roles, { newsletterId, rights: wanted }: Scope): boolean {
  return wanted.every((right) => mayDo(held, right, newsletterId));
}
