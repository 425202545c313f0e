// The role with which a GitHub workflow deploys the stack: it may assume the roles that `cdk bootstrap` created, and nothing else.
// https://docs.github.com/en/actions/security-for-github-actions/security-hardening-your-deployments/configuring-openid-connect-in-amazon-web-services
import { Stack } from 'aws-cdk-lib';
import { PolicyStatement, Role } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { tokenHolder } from './identity-provider';
import type { Settings } from './settings';

/** The default name of a role that `cdk bootstrap` creates. */
const QUALIFIER = 'hnb659fds';

/** A role that only workflows of one GitHub repository may assume. */
export class DeployRole extends Construct {
  readonly role: Role;

  constructor(
    scope: Construct,
    id: string,
    { name, github }: { name: string; github: NonNullable<Settings['github']> },
  ) {
    super(scope, id);
    const { account, partition, region } = Stack.of(this);
    const { repository, branches, environments, provider } = github;
    this.role = new Role(this, 'Role', {
      roleName: `${name}-deploy`,
      description: `Workflows of ${repository} that deploy`,
      assumedBy: tokenHolder(this, 'GitHub', {
        issuer: 'token.actions.githubusercontent.com',
        audience: 'sts.amazonaws.com',
        // The subject of a job that names an environment is the environment instead of the branch.
        subjects: [
          ...branches.map((branch) => `repo:${repository}:ref:refs/heads/${branch}`),
          ...environments.map((environment) => `repo:${repository}:environment:${environment}`),
        ],
        provider,
      }),
    });
    this.role.addToPolicy(
      new PolicyStatement({
        sid: 'Deploy',
        actions: ['sts:AssumeRole'],
        resources: ['deploy', 'file-publishing', 'lookup'].map(
          (task) =>
            `arn:${partition}:iam::${account}:role/cdk-${QUALIFIER}-${task}-role-${account}-${region}`,
        ),
      }),
    );
  }
}
