/** What programs can ask for, as an OpenAPI 3.1 document, made of the table of routes. */
import type { Context } from 'hono';
import { Hono as TinyHono } from 'hono/tiny';
import {
  type DescribeRouteOptions,
  describeRoute,
  generateSpecs,
  resolver,
  validator,
} from 'hono-openapi';
import * as v from 'valibot';
import { type ApiRoute, apiPathOf } from './api.ts';
import { type ProblemKind, problemStatuses, wordsOfProblem } from './problems.ts';
import { apiRoutes } from './routes.ts';
import { ProblemAnswer } from './schemas.ts';

/** It rises when something is taken away or means another thing. */
const apiVersion = '1';

const description = `The desk of a newsletter for programs. Show a token as \`Authorization: Bearer pbt_…\`;
people of the desk make tokens at /desk/tokens, or by \`paperboy desk token add\`. A token never does more
than whoever made it may. Instants are in ISO 8601. Lists are paged: \`next\` of a page is \`after\` for the
one behind it. What is wrong is told as problem details (RFC 9457), in the language of \`Accept-Language\`.`;

const anyCall = [
  ...(['token', 'right', 'invalid', 'busy', 'broken'] as const),
] as const satisfies readonly ProblemKind[];
const anyBody = [
  ...(['unreadable', 'tooLarge', 'mediaType'] as const),
] as const satisfies readonly ProblemKind[];

/** The kinds of problems with which a route may answer. */
export function problemsOf(route: ApiRoute): readonly ProblemKind[] {
  const { about, body, path, isGrave, problems = [] } = route;
  const isOne = about === 'newsletter' || path.includes(':');
  return [
    ...anyCall,
    ...(isOne ? (['missing'] as const) : []),
    ...(isGrave === true ? (['grave'] as const) : []),
    ...(body === undefined ? [] : anyBody),
    ...problems,
  ];
}

/** The document of this site. */
export async function documentOf(siteUrl: string): Promise<object> {
  const app = new TinyHono();
  const answer = (c: Context) => c.body(null);
  for (const route of apiRoutes) {
    const { method, query } = route;
    const described = describeRoute(operationOf(route));
    const parts = query === undefined ? [described] : [described, validator('query', query)];
    app.on([method.toUpperCase()], [apiPathOf(route)], ...parts, answer);
  }
  const document = await generateSpecs(app, {
    documentation: {
      openapi: '3.1.0',
      info: { title: 'Paperboy', version: apiVersion, description },
      servers: [{ url: siteUrl }],
      security: [{ token: [] }],
      tags: [...new Set(apiRoutes.map(({ tag }) => tag))].map((name) => ({ name })),
      components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' } } },
    },
    defaultValidationErrorResponse: false,
  });
  const kinds = Object.keys(problemStatuses) as ProblemKind[];
  const named = kinds.map((kind) => [kind, { status: problemStatuses[kind], ...words(kind) }]);
  return { ...document, 'x-problems': Object.fromEntries(named) };
}

const words = (kind: ProblemKind) => wordsOfProblem(kind, { tongue: 'en' });

type Operation = DescribeRouteOptions & Readonly<Record<`x-${string}`, unknown>>;

function operationOf(route: ApiRoute): Operation {
  const { name, tag, summary, right, isGrave, body } = route;
  return {
    ...{ operationId: name, tags: [tag], summary, description: detailsOf(route) },
    ...(body === undefined ? {} : { requestBody: bodyOf(body) }),
    responses: { ...answersOf(route), ...refusalsOf(route) },
    'x-right': right,
    ...(isGrave === true ? { 'x-grave': true } : {}),
  };
}

function bodyOf(schema: NonNullable<ApiRoute['body']>): NonNullable<Operation['requestBody']> {
  const sent = resolver(schema, { options: { typeMode: 'input' } });
  const isNeeded = !v.safeParse(schema, {}).success;
  return { required: isNeeded, content: { 'application/json': { schema: sent } } };
}

function detailsOf({ summary, details, right, isGrave }: ApiRoute): string {
  const asks = right === 'any' ? 'Takes any token.' : `Takes the right “${right}”.`;
  const grave = isGrave === true ? 'It cannot be undone: the token has to be made for that.' : '';
  return [`${summary}.`, details, asks, grave].filter(Boolean).join(' ');
}

type Responses = NonNullable<Operation['responses']>;

function answersOf({ answers }: ApiRoute): Responses {
  const all = Object.entries(answers).map(([status, { means, schema }]) => {
    const body =
      schema === undefined ? {} : { content: { 'application/json': { schema: resolver(schema) } } };
    return [status, { description: means, ...body }];
  });
  return Object.fromEntries(all);
}

/** Kinds that have one status are one answer. */
function refusalsOf(route: ApiRoute): Responses {
  const byStatus = Map.groupBy(new Set(problemsOf(route)), (kind) => problemStatuses[kind]);
  const all = [...byStatus].map(([status, kinds]) => [
    status,
    {
      description: kinds.map((kind) => `${kind}: ${words(kind).title}.`).join(' '),
      content: { 'application/problem+json': { schema: resolver(ProblemAnswer) } },
    },
  ]);
  return Object.fromEntries(all);
}
