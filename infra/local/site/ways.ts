/** Which door a request goes to, and whether the API takes it now: routes, throttles, permissions. */
import * as v from 'valibot';
import type { Invoke } from '../doors/invoke.ts';
import { account, type Template } from '../template/template.ts';
import { type RouteDeclaration, routesOf, type Throttle } from '../template/triggers.ts';

/** Where a request goes: a door, or the refusal of the API. */
export type Way =
  | { readonly kind: 'door'; readonly key: string; readonly invoke: Invoke }
  /** The route takes no more requests at the moment. */
  | { readonly kind: 'too-many' }
  /** The API may not call the function. */
  | { readonly kind: 'forbidden' }
  | { readonly kind: 'nowhere' };

/** The clock, and the doors by ARN. */
export interface WayDeps {
  readonly now: () => number;
  /** The door of a function, by ARN. */
  readonly door: (functionArn: string) => Invoke;
}

const permissionSchema = v.object({
  Action: v.literal('lambda:InvokeFunction'),
  FunctionName: v.string(),
  Principal: v.string(),
  SourceArn: v.string(),
});

/** The ways of the template's API. The most particular route wins, as API Gateway has it. */
export function openWays(
  template: Template,
  { now, door }: WayDeps,
): (method: string, path: string) => Way {
  const routes = routesOf(template)
    .map((route) => ({
      ...route,
      fits: matcher(route.key),
      takes: bucket(route.throttle, now),
      isAllowed: isAllowed(route, template),
      invoke: door(route.functionArn),
    }))
    .toSorted((a, b) => particularity(b.key) - particularity(a.key));
  return (method, path) => {
    const route = routes.find(({ fits }) => fits(method, path));
    if (route === undefined) return { kind: 'nowhere' };
    if (!route.takes()) return { kind: 'too-many' };
    if (!route.isAllowed) return { kind: 'forbidden' };
    return { kind: 'door', key: route.key, invoke: route.invoke };
  };
}

/** A path with no open part before one with some, those before one that takes all, `$default` last. */
function particularity(key: string): number {
  if (key === '$default') return Number.NEGATIVE_INFINITY;
  const greedy = key.includes('+}') ? 0 : 1_000;
  const open = key.split('{').length - 1;
  return greedy + key.length - open * 100 + (key.startsWith('ANY ') ? 0 : 1);
}

function matcher(key: string): (method: string, path: string) => boolean {
  if (key === '$default') return () => true;
  const [wanted = '', pattern = ''] = key.split(' ');
  const segments = pattern.split('/').map((segment) => {
    if (/^\{[^}]+\+\}$/.test(segment)) return '.+';
    return /^\{[^}]+\}$/.test(segment) ? '[^/]+' : literal(segment);
  });
  const path = new RegExp(`^${segments.join('/')}$`);
  return (method, given) => (wanted === 'ANY' || wanted === method) && path.test(given);
}

function literal(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

/** A token bucket (API Gateway Developer Guide, "Throttle requests to your HTTP APIs"). */
function bucket(throttle: Throttle | undefined, now: () => number): () => boolean {
  if (throttle === undefined) return () => true;
  let tokens = throttle.burst;
  let filledAt = now();
  return () => {
    const instant = now();
    // A clock that was set back takes nothing away.
    const gained = (Math.max(0, instant - filledAt) / 1000) * throttle.ratePerSecond;
    tokens = Math.min(throttle.burst, tokens + gained);
    filledAt = instant;
    if (tokens < 1) return false;
    tokens -= 1;
    return true;
  };
}

/** Whether the function lets this route of the API call it. */
function isAllowed({ key, functionArn }: RouteDeclaration, template: Template): boolean {
  const [api] = template.all('AWS::ApiGatewayV2::Api');
  const route = key === '$default' ? key : key.replace(' ', '');
  const source = `arn:aws:execute-api:${template.region}:${account}:${api?.ref}/$default/${route}`;
  return template.all('AWS::Lambda::Permission').some(({ properties }) => {
    const permission = v.parse(permissionSchema, properties);
    const pattern = permission.SourceArn.split('*').map(literal).join('.*');
    return (
      permission.Principal === 'apigateway.amazonaws.com' &&
      permission.FunctionName === functionArn &&
      new RegExp(`^${pattern}$`).test(source)
    );
  });
}
