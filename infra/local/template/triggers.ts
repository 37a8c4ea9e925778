/** What the template declares to wake doors by the clock and by HTTP. */
import * as v from 'valibot';
import { type Tick, ticksOf } from '../schedules/expression.ts';
import type { Template } from './template.ts';

const scheduleSchema = v.object({
  ScheduleExpression: v.string(),
  ScheduleExpressionTimezone: v.optional(v.literal('Etc/UTC')),
  State: v.optional(v.literal('ENABLED')),
  FlexibleTimeWindow: v.object({ Mode: v.literal('OFF') }),
  Target: v.object({
    Arn: v.string(),
    RoleArn: v.string(),
    Input: v.string(),
    SqsParameters: v.optional(v.object({ MessageGroupId: v.string() })),
  }),
});

/** A schedule of the template: when, what, with which input. */
export interface ScheduleDeclaration {
  /** Its last name in the stack: `poll`. */
  readonly name: string;
  readonly expression: string;
  /** The latest instant that is not after this one. */
  readonly lastTick: Tick;
  /** The function or queue that it calls, as the role. */
  readonly targetArn: string;
  readonly roleArn: string;
  /** JSON, with a place for the scheduled time. */
  readonly input: string;
  readonly messageGroup: string | undefined;
}

/** The schedules of the template. */
export function schedulesOf(template: Template): ScheduleDeclaration[] {
  return template.all('AWS::Scheduler::Schedule').map(({ path, properties }) => {
    const { ScheduleExpression: expression, Target } = v.parse(scheduleSchema, properties);
    return {
      name: path.split('/').at(-1) ?? '',
      expression,
      lastTick: ticksOf(expression),
      targetArn: Target.Arn,
      roleArn: Target.RoleArn,
      input: Target.Input,
      messageGroup: Target.SqsParameters?.MessageGroupId,
    };
  });
}

const invokeConfigSchema = v.object({
  FunctionName: v.string(),
  MaximumRetryAttempts: v.optional(v.number(), 2),
});

/** How often a call that was not waited for is tried again, by function; two times unless told. */
export function retriesOf(template: Template): ReadonlyMap<string, number> {
  return new Map(
    template.all('AWS::Lambda::EventInvokeConfig').map(({ properties }) => {
      const parsed = v.parse(invokeConfigSchema, properties);
      return [parsed.FunctionName, parsed.MaximumRetryAttempts];
    }),
  );
}

const throttle = v.object({ ThrottlingRateLimit: v.number(), ThrottlingBurstLimit: v.number() });

const integrationSchema = v.object({
  IntegrationType: v.literal('AWS_PROXY'),
  IntegrationUri: v.string(),
  PayloadFormatVersion: v.literal('2.0'),
});

const routeSchema = v.object({ RouteKey: v.string(), Target: v.string() });

const stageSchema = v.object({
  DefaultRouteSettings: v.optional(throttle),
  RouteSettings: v.optional(v.record(v.string(), throttle), {}),
});

/** Requests a second on average, and at once. */
export interface Throttle {
  readonly ratePerSecond: number;
  readonly burst: number;
}

/** A route of the site's API, with its throttle. */
export interface RouteDeclaration {
  /** `$default`, or a method and a path such as `POST /u/{link}`. */
  readonly key: string;
  readonly functionArn: string;
  readonly throttle: Throttle | undefined;
}

/** The routes of the template. */
export function routesOf(template: Template): RouteDeclaration[] {
  const integrations = new Map(
    template
      .all('AWS::ApiGatewayV2::Integration')
      .map(({ ref, properties }) => [
        `integrations/${ref}`,
        v.parse(integrationSchema, properties).IntegrationUri,
      ]),
  );
  const [stage] = template.all('AWS::ApiGatewayV2::Stage');
  const { DefaultRouteSettings, RouteSettings } = v.parse(stageSchema, stage?.properties ?? {});
  return template.all('AWS::ApiGatewayV2::Route').map(({ properties }) => {
    const { RouteKey: key, Target } = v.parse(routeSchema, properties);
    const functionArn = integrations.get(Target);
    if (functionArn === undefined) throw new Error(`The route ${key} leads nowhere.`);
    const limits = RouteSettings[key] ?? DefaultRouteSettings;
    return {
      key,
      functionArn,
      throttle: limits && {
        ratePerSecond: limits.ThrottlingRateLimit,
        burst: limits.ThrottlingBurstLimit,
      },
    };
  });
}
