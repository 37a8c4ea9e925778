/** The site's way in: an HTTP API that takes so many requests and hands them to the web door. */
import { RemovalPolicy, Validations } from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import {
  DomainName,
  HttpApi,
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
import type { Settings } from '../settings.ts';

export interface Site {
  readonly api: HttpApi;
  /** Where readers find it, without a slash at the end. */
  readonly url: string;
  /** What the owner adds where the domain is hosted; empty without a domain of its own. */
  readonly dnsRecords: Readonly<Record<string, string>>;
}

/** Adds the way in, at the owner's domain if there is one and at an AWS address otherwise. */
export function addSite(scope: Construct, settings: Settings): Site {
  const own = new Construct(scope, 'Site');
  const domain = addDomain(own, settings);
  const api = new HttpApi(own, 'Api', {
    createDefaultStage: false,
    disableExecuteApiEndpoint: domain !== undefined,
  });
  new HttpStage(own, 'Stage', {
    httpApi: api,
    stageName: '$default',
    autoDeploy: true,
    throttle: { rateLimit: settings.requestsPerSecond, burstLimit: settings.requestsBurst },
    accessLogSettings: {
      destination: new LogGroupLogDestination(addAccessLog(own)),
      format: AccessLogFormat.custom(JSON.stringify(accessLogFields)),
    },
    ...(domain === undefined ? {} : { domainMapping: { domainName: domain } }),
  });
  if (domain === undefined) return { api, url: api.apiEndpoint, dnsRecords: {} };
  return {
    api,
    url: `https://${settings.siteDomain}`,
    dnsRecords: { DnsSite: `${settings.siteDomain} CNAME ${domain.regionalDomainName}` },
  };
}

/** Hands every request to the web door. */
export function serveSite({ api }: Site, web: IFunction): void {
  const route = new HttpRoute(api, 'Everything', {
    httpApi: api,
    routeKey: HttpRouteKey.DEFAULT,
    integration: new HttpLambdaIntegration('Web', web),
  });
  Validations.of(route).acknowledge({
    id: 'AwsSolutions-APIG4',
    reason:
      'Anyone may read and sign up; what is a reader’s own asks for a signed link in the door.',
  });
}

/** No path: it may hold a signed link, and who reads a log should not be able to use it. */
const accessLogFields = {
  at: '$context.requestTime',
  id: '$context.requestId',
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

function addDomain(scope: Construct, settings: Settings): DomainName | undefined {
  const { siteDomain, siteCertificateArn } = settings;
  if (siteDomain === undefined || siteCertificateArn === undefined) return undefined;
  return new DomainName(scope, 'Domain', {
    domainName: siteDomain,
    certificate: Certificate.fromCertificateArn(scope, 'Certificate', siteCertificateArn),
  });
}
