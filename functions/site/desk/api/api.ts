/**
 * The desk for programs: the same use cases as JSON. Every route is a row of a table that says which
 * right it asks for, what it takes and what it answers; the OpenAPI document is made of that table.
 */
import type * as v from 'valibot';
import type { Newsletter } from '../../../edition/newsletter.ts';
import type { AddHookDeps } from '../../../hook/set-up.ts';
import type { AuditEntry } from '../../../owner/audit.ts';
import type { Right } from '../../../owner/rights.ts';
import type { Caller, CheckTokenDeps } from '../../../owner/token.ts';
import type { GrowthDeps } from '../../../subscriber/growth.ts';
import type { SearchDeps } from '../../../subscriber/search-readers.ts';
import type { Desk } from '../desk.ts';
import type { DeskUses } from '../routes.ts';
import type { DeskLanguage } from '../words.ts';
import type { Problem } from './problems.ts';

/** Who calls, and the newsletter that the call is about, if there is one. */
export interface Found extends Caller {
  readonly newsletter?: Newsletter;
}

/** What programs need besides what the pages have. */
export interface ApiUses {
  readonly tokens: Pick<CheckTokenDeps<Found>, 'noteUse'> & {
    /** All in one call. */
    readonly find: (
      personId: string,
      id: string,
      newsletterId: string | undefined,
    ) => Promise<Found | undefined>;
  };
  readonly programs: {
    readonly search: SearchDeps;
    readonly growth: GrowthDeps;
    readonly hooks: Pick<AddHookDeps, 'list' | 'add'> & {
      readonly remove: (place: {
        readonly newsletterId: string;
        readonly id: string;
      }) => Promise<boolean>;
    };
  };
  /** The key of hashes, of which the secrets of hooks are made. */
  readonly hashKey: () => Promise<string>;
}

/** The desk, as programs have it. */
export type ApiDesk = Desk<DeskUses & ApiUses>;

/** A program that calls. */
export interface Call {
  readonly caller: Caller;
  /** The instant of the request (ms). */
  readonly now: number;
  readonly language: DeskLanguage;
  /** Whether token and maker may do this here: for the newsletter of the route, or for all of them. */
  readonly may: (right: Right) => boolean;
  readonly mayEverywhere: (right: Right) => boolean;
  /** Tells the audit trail what an act was done to, and what it changed. */
  readonly tell: (told: Pick<AuditEntry, 'object' | 'before' | 'after' | 'outcome'>) => void;
}

/** The same, about one newsletter. */
export interface NewsletterCall extends Call {
  readonly newsletter: Newsletter;
}

/** A schema of what stands in an address, or in a body. */
export type Input = v.GenericSchema<unknown, object>;
type Read<Schema> = Schema extends Input ? v.InferOutput<Schema> : Record<never, never>;

/** What was asked: read, and found to fit. */
export interface Asked<Query, Body> {
  /** What stands in the path, by name. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: Read<Query>;
  readonly body: Read<Body>;
}

/** It was done, or is there. */
export interface Done {
  readonly status: 200 | 201 | 204;
  readonly body?: object;
}

/** What is answered: a status and a body, or why not. */
export type Answer = Done | Problem;

/** It is there, or was done. */
export const ok = (body: object): Done => ({ status: 200, body });
/** It was made. */
export const created = (body: object): Done => ({ status: 201, body });
/** It was done, and there is nothing to say of it. */
export const nothing: Done = { status: 204 };

/** What the document says of an answer: what it means, and its schema where it has a body. */
interface Answered {
  readonly means: string;
  readonly schema?: v.GenericSchema;
}

/** What every row of the table says. */
interface ApiFacts {
  readonly method: 'get' | 'post' | 'delete';
  /** Below `/desk/api`; below `/desk/api/newsletters/:newsletter` where it is about one. */
  readonly path: string;
  /** `operationId` in the document. */
  readonly name: string;
  readonly tag: string;
  /** One sentence, without the full stop. */
  readonly summary: string;
  readonly details?: string;
  /** `any`: whoever has a token is told of what they may look at. */
  readonly right: Right | 'any';
  /** Cannot be undone: asks for a token that was made for such. */
  readonly isGrave?: true;
  readonly query?: Input;
  readonly body?: Input;
  /** Takes more than other calls do. */
  readonly bodyBytesMax?: number;
  readonly answers: Readonly<Partial<Record<Done['status'], Answered>>>;
  /** Why it may be refused, besides what any route may answer. */
  readonly problems?: readonly Problem['problem'][];
}

/** A route, and who may. */
export type ApiRoute = ApiFacts &
  (
    | {
        readonly about: 'newsletter';
        answer(call: NewsletterCall, asked: Asked<never, never>, desk: ApiDesk): Promise<Answer>;
      }
    | {
        readonly about: 'all';
        answer(call: Call, asked: Asked<never, never>, desk: ApiDesk): Promise<Answer>;
      }
  );

type Described<Query, Body, Of> = Omit<ApiFacts, 'query' | 'body'> & {
  readonly query?: Query;
  readonly body?: Body;
  readonly answer: (call: Of, asked: Asked<Query, Body>, desk: ApiDesk) => Promise<Answer>;
};

/** A route about one newsletter; what its answer is given has the types of its schemas. */
export function ofNewsletter<
  Query extends Input | undefined = undefined,
  Body extends Input | undefined = undefined,
>(route: Described<Query, Body, NewsletterCall>): ApiRoute {
  return { ...route, about: 'newsletter' } as ApiRoute;
}

/** A route about all newsletters. */
export function ofAll<
  Query extends Input | undefined = undefined,
  Body extends Input | undefined = undefined,
>(route: Described<Query, Body, Call>): ApiRoute {
  return { ...route, about: 'all' } as ApiRoute;
}

/** Where programs call. */
export const apiRoot = '/desk/api';

/** The whole path of a route. */
export function apiPathOf({ about, path }: Pick<ApiRoute, 'about' | 'path'>): string {
  return about === 'newsletter' ? `${apiRoot}/newsletters/:newsletter${path}` : `${apiRoot}${path}`;
}
