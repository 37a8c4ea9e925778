/**
 * A program that calls the desk with a token. Whatever it is answered is held to the OpenAPI document:
 * its status, its kind, and every field of its body.
 */
import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { Newsletter } from '../../../functions/edition/newsletter.ts';
import type { Person } from '../../../functions/owner/person.ts';
import { everyNewsletter, type Right, type Role } from '../../../functions/owner/rights.ts';
import { makeToken, type TokenWish, tokenRights } from '../../../functions/owner/token.ts';
import { documentOf } from '../../../functions/site/desk/api/document.ts';
import { tokenStore } from '../../../functions/store/tokens.ts';
import { deskOn, siteUrl } from './stage.ts';

export const root = '/desk/api';

interface Operation {
  readonly responses: Readonly<
    Record<string, { readonly content?: Readonly<Record<string, unknown>> }>
  >;
}

/** The document, as far as tests read it. */
export interface Document {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly 'x-problems': Readonly<
    Record<string, { readonly title: string; readonly status: number }>
  >;
}

export const document: Document = JSON.parse(JSON.stringify(await documentOf(siteUrl)));

const { default: addFormats } = await import('ajv-formats');
const ajv = new Ajv2020({ strict: false, allErrors: true });
addFormats.default(ajv);
ajv.addSchema(document as object, 'desk');

/** What a call was answered. */
interface Answered {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: what is in it, the document has been asked.
  readonly body: any;
}

/** The path in the document that this one is an example of. */
function templateOf(path: string): string {
  const plain = path.replace(/\?.*/, '');
  const fits = (template: string) =>
    new RegExp(`^${template.replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(plain);
  const found = Object.keys(document.paths).filter(fits);
  // A name that stands in the path itself goes before one that is any.
  return found.sort((a, b) => (a.split('{').length < b.split('{').length ? -1 : 1))[0] ?? '';
}

/** Holds an answer to the document. */
async function heldToDocument(method: string, path: string, response: Response): Promise<Answered> {
  const template = templateOf(path);
  const label = `${method} ${path}: ${response.status}`;
  const text = await response.text();
  const operation = document.paths[template]?.[method.toLowerCase()];
  assert.ok(operation, `${label} is not in the document`);
  const documented = operation.responses[String(response.status)];
  assert.ok(documented, `${label} is no documented status. ${text}`);
  const { status, headers } = response;
  if (documented.content === undefined) {
    assert.equal(text, '', label);
    return { status, headers, body: undefined };
  }
  const type = headers.get('content-type')?.split(';')[0] ?? '';
  assert.deepEqual(Object.keys(documented.content), [type], label);
  const steps = ['paths', template, method.toLowerCase(), 'responses', String(status)];
  const place = [...steps, 'content', type, 'schema'].map((step) =>
    encodeURIComponent(step.replaceAll('~', '~0').replaceAll('/', '~1')),
  );
  const validate = ajv.compile({ $ref: `desk#/${place.join('/')}` });
  const body: unknown = JSON.parse(text);
  assert.ok(validate(body), `${label}: ${ajv.errorsText(validate.errors)} in ${text}`);
  return { status, headers, body };
}

/** How a program calls. */
export interface Program {
  readonly person: Person;
  readonly text: string;
  readonly tokenId: string;
  readonly get: (path: string, headers?: Record<string, string>) => Promise<Answered>;
  readonly post: (
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ) => Promise<Answered>;
  readonly remove: (path: string) => Promise<Answered>;
}

/** What its token is to be, and whose. */
interface Held {
  readonly role?: Role;
  /** For which newsletter the maker has the role. */
  readonly of?: string;
  readonly rights?: readonly Right[];
  /** For which newsletter the token is. */
  readonly for?: string;
  readonly isGrave?: boolean;
}

/** The desk of these newsletters, and programs that call it. */
export async function deskForPrograms(
  t: TestContext,
  papers: readonly Newsletter[],
  pages?: Parameters<typeof deskOn>[2],
) {
  const stage = await deskOn(t, papers, pages);
  let made = 0;
  const program = async (held: Held = {}): Promise<Program> => {
    const { person } = await stage.signedIn(held.role ?? 'owner', held.of ?? everyNewsletter);
    made += 1;
    return programOf(stage, {
      ...{ person, name: `program ${made}`, days: 90, isGrave: held.isGrave ?? false },
      newsletterId: held.for ?? held.of ?? everyNewsletter,
      rights: held.rights ?? tokenRights,
    });
  };
  return { ...stage, program };
}

type Stage = Awaited<ReturnType<typeof deskOn>>;

/** A program with a token of this kind. */
export async function programOf(stage: Stage, wish: TokenWish): Promise<Program> {
  const { table, deps } = stage;
  const result = await makeToken(wish, { ...deps, ...tokenStore(table) });
  if (result.kind !== 'made') throw new Error(result.kind);
  const { text, token } = result;
  const ask = async (method: string, path: string, init: RequestInit = {}) => {
    const whole = `${root}${path}`;
    const headers = { authorization: `Bearer ${text}`, ...init.headers };
    return heldToDocument(method, whole, await stage.request(whole, { ...init, method, headers }));
  };
  return {
    ...{ person: wish.person, text, tokenId: token.id },
    get: (path, headers = {}) => ask('GET', path, { headers }),
    post: (path, body, headers = {}) =>
      ask('POST', path, {
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        headers: {
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
      }),
    remove: (path) => ask('DELETE', path),
  };
}
