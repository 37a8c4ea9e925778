/** The resources of a stack in people's words, by their types in CloudFormation. */
import { countText } from '../time-text.ts';

/** What an owner would look for in the console, in the order in which it is told. */
const words: Readonly<Record<string, string>> = {
  'AWS::DynamoDB::GlobalTable': 'table',
  'AWS::SecretsManager::Secret': 'secret',
  'AWS::SQS::Queue': 'queue',
  'AWS::Lambda::Function': 'Lambda function',
  'AWS::Scheduler::Schedule': 'schedule',
  'AWS::ApiGatewayV2::Api': 'HTTP API',
  'AWS::ApiGatewayV2::DomainName': 'domain name',
  'AWS::SES::EmailIdentity': 'SES identity',
  'AWS::SES::ConfigurationSet': 'SES configuration set',
  'AWS::SES::ReceiptRule': 'SES receipt rule',
  'AWS::SNS::Topic': 'SNS topic',
  'AWS::CloudWatch::Alarm': 'alarm',
  'AWS::CloudWatch::Dashboard': 'dashboard',
  'AWS::Logs::LogGroup': 'log group',
  'AWS::IAM::Role': 'IAM role',
  'AWS::Budgets::Budget': 'budget',
};

/** `1 table, 2 secrets, … and 31 settings of them`, from the types of all resources. */
export function kindsText(types: readonly string[]): string {
  const told = Object.entries(words).flatMap(([type, word]) => {
    const count = types.filter((one) => one === type).length;
    return count === 0 ? [] : [countText(count, word, many(word))];
  });
  const rest = types.filter((type) => !Object.hasOwn(words, type)).length;
  return rest === 0
    ? told.join(', ')
    : `${told.join(', ')}, and ${countText(rest, 'setting')} of these`;
}

function many(word: string): string {
  return word.endsWith('y') ? `${word.slice(0, -1)}ies` : `${word}s`;
}
