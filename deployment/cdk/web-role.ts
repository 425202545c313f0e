// The web role: the trust policy for each kind of hosting. None uses a long-lived key.
import { Stack } from 'aws-cdk-lib';
import { type IPrincipal, type PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { tokenHolder } from './identity-provider';
import type { Settings } from './settings';

type Vercel = Extract<Settings['hosting'], { on: 'vercel' }>;

/** The role of the web app. */
export class WebRole extends Construct {
  readonly role: Role;

  constructor(scope: Construct, id: string, settings: Settings, statements: PolicyStatement[]) {
    super(scope, id);
    this.role = new Role(this, 'Role', {
      roleName: `${settings.name}-web`,
      description: 'The profile app, where it answers browsers',
      assumedBy: this.trusted(settings.hosting),
    });
    for (const statement of statements) this.role.addToPolicy(statement);
  }

  private trusted(hosting: Settings['hosting']): IPrincipal {
    const { partition, region, account } = Stack.of(this);
    switch (hosting.on) {
      case 'vercel':
        return this.vercel(hosting);
      // https://docs.aws.amazon.com/amplify/latest/userguide/cross-service-confused-deputy-prevention.html
      case 'amplify':
        return new ServicePrincipal('amplify.amazonaws.com', {
          conditions: {
            StringEquals: { 'aws:SourceAccount': account },
            ArnLike: {
              'aws:SourceArn': hosting.branches.map(
                (branch) =>
                  `arn:${partition}:amplify:${region}:${account}:apps/${hosting.appId}/branches/${branch}`,
              ),
            },
          },
        });
      case 'ecs':
        return new ServicePrincipal('ecs-tasks.amazonaws.com', {
          conditions: {
            StringEquals: { 'aws:SourceAccount': account },
            ArnLike: { 'aws:SourceArn': `arn:${partition}:ecs:${region}:${account}:*` },
          },
        });
    }
  }

  /** https://vercel.com/docs/oidc/aws, with the team's issuer, the default for new projects. */
  private vercel({ team, project, environments, provider, providerArn }: Vercel): IPrincipal {
    return tokenHolder(this, 'Vercel', {
      issuer: `oidc.vercel.com/${team}`,
      audience: `https://vercel.com/${team}`,
      subjects: environments.map(
        (environment) => `owner:${team}:project:${project}:environment:${environment}`,
      ),
      provider: providerArn ?? provider,
    });
  }
}
