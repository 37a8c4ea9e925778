/** The site's way in: an HTTP API that takes so many requests and hands them to the web door. */
import { RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import {
  ApiMapping,
  type CfnStage,
  DomainName,
  HttpApi,
  HttpMethod,
  HttpRoute,
  HttpRouteKey,
  HttpStage,
  LogGroupLogDestination,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { scales, type Throttle } from '../scale.ts';
import { type Settings, siteThrottle } from '../settings.ts';

/** The site's addresses and what is to be watched of it. */
export interface Site {
  readonly api: HttpApi;
  readonly stage: HttpStage;
  /** Where readers find it, without a slash at the end. */
  readonly url: string;
  /** What the owner adds where the domain is hosted; empty without a domain of its own. */
  readonly dnsRecords: Readonly<Record<string, string>>;
}

/**
 * Adds the way in, at the owner's domain if there is one. The AWS address stays open besides, and so
 * do domains of earlier: mailed links lead there, and leaving has to work for good. For the same
 * reason the API keeps its logical id: CloudFormation would put one with another address in its place.
 */
export function addSite(scope: Construct, settings: Settings): Site {
  const own = new Construct(scope, 'Site');
  const site = siteThrottle(settings);
  const api = new HttpApi(own, 'Api', {
    apiName: Stack.of(scope).stackName,
    createDefaultStage: false,
    disableExecuteApiEndpoint: false,
  });
  const stage = new HttpStage(own, 'Stage', {
    httpApi: api,
    stageName: '$default',
    autoDeploy: true,
    throttle: { rateLimit: site.perSecond, burstLimit: site.burst },
    accessLogSettings: {
      destination: new LogGroupLogDestination(addAccessLog(own)),
      format: AccessLogFormat.custom(JSON.stringify(accessLogFields)),
    },
  });
  const { siteDomain, siteCertificateArn, earlierSiteDomains } = settings;
  const open = (host: string, certificateArn: string) =>
    addDomain(own, { host, certificateArn, api, stage });
  for (const [host, arn] of Object.entries(earlierSiteDomains)) open(host, arn);
  if (siteDomain === undefined || siteCertificateArn === undefined) {
    return { api, stage, url: api.apiEndpoint, dnsRecords: {} };
  }
  const { regionalDomainName } = open(siteDomain, siteCertificateArn);
  return {
    api,
    stage,
    url: `https://${siteDomain}`,
    dnsRecords: { DnsSite: `${siteDomain} CNAME ${regionalDomainName}` },
  };
}

/** Hands what is below /desk to the door of the desk. */
export function serveDesk({ api }: Site, desk: IFunction): void {
  const integration = new HttpLambdaIntegration('Desk', desk);
  addRoute(api, 'Desk', HttpRouteKey.with('/desk', HttpMethod.ANY), integration);
  addRoute(api, 'DeskPages', HttpRouteKey.with('/desk/{page+}', HttpMethod.ANY), integration);
}

/**
 * Hands every other request to the web door. A POST to unsubscribe (RFC 8058 §3.2), whatever a mail program
 * has hung on to the link, comes by a route of its own: the limits of a route count its own requests
 * only, so nobody is kept from leaving because others browse.
 */
export function serveSite({ api, stage }: Site, web: IFunction, { scale }: Settings): void {
  const integration = new HttpLambdaIntegration('Web', web);
  addRoute(api, 'Everything', HttpRouteKey.DEFAULT, integration);
  const key = HttpRouteKey.with('/unsubscribe/{token+}', HttpMethod.POST);
  const unsubscribe = addRoute(api, 'Unsubscribe', key, integration);
  // CDK has no word for the limits of one route.
  const limited = stage.node.defaultChild as CfnStage;
  limited.routeSettings = { [key.key]: limitsOf(scales[scale].unsubscribe) };
  limited.node.addDependency(unsubscribe);
}

function addRoute(
  httpApi: HttpApi,
  id: string,
  routeKey: HttpRouteKey,
  integration: HttpLambdaIntegration,
): HttpRoute {
  const route = new HttpRoute(httpApi, id, { httpApi, routeKey, integration });
  Validations.of(route).acknowledge({
    id: 'AwsSolutions-APIG4',
    reason:
      'Anyone may read and sign up; what is a reader’s own asks for a signed link in the door.',
  });
  return route;
}

/** As AWS::ApiGatewayV2::Stage RouteSettings wants them, by the key of the route. */
function limitsOf({ perSecond, burst }: Throttle) {
  return { ThrottlingRateLimit: perSecond, ThrottlingBurstLimit: burst };
}

/** No path: it may hold a signed link, and who reads a log should not be able to use it. */
const accessLogFields = {
  at: '$context.requestTime',
  id: '$context.requestId',
  // Of the door's own log.
  requestId: '$context.awsEndpointRequestId',
  from: '$context.identity.sourceIp',
  method: '$context.httpMethod',
  status: '$context.status',
  latencyMs: '$context.responseLatency',
  bytes: '$context.responseLength',
  error: '$context.integrationErrorMessage',
};

function addAccessLog(scope: Construct): LogGroup {
  return new LogGroup(scope, 'AccessLog', {
    retention: RetentionDays.ONE_MONTH,
    removalPolicy: RemovalPolicy.DESTROY,
  });
}

interface Domain {
  readonly host: string;
  readonly certificateArn: string;
  readonly api: HttpApi;
  readonly stage: HttpStage;
}

/** Its id has the host in it: a domain that becomes an earlier one stays the same resource. */
function addDomain(scope: Construct, { host, certificateArn, api, stage }: Domain): DomainName {
  const own = new Construct(scope, host);
  const domainName = new DomainName(own, 'Domain', {
    domainName: host,
    certificate: Certificate.fromCertificateArn(own, 'Certificate', certificateArn),
  });
  new ApiMapping(own, 'Mapping', { api, stage, domainName });
  return domainName;
}
