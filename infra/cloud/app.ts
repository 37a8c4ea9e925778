/** The cloud template: `npm run synth` writes it to cdk.out, `npx cdk deploy` puts it into AWS. */
import { App, Tags, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { bundlesFolder } from './bundle.ts';
import { readSettings, SettingsError } from './settings.ts';
import { addStack } from './stack.ts';

const app = new App();
try {
  addStack(
    app,
    readSettings((name) => app.node.tryGetContext(name)),
    app.node.tryGetContext('bundles') ?? bundlesFolder,
  );
  Tags.of(app).add('app', 'paperboy');
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  app.synth();
} catch (error) {
  if (!(error instanceof SettingsError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
