// The role with which an operator runs `npm run doctor`, `sweep`, `backfill`, `reconcile` and `erase`.
import { AccountRootPrincipal, Role } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { operatorStatements, type Things } from './permissions';

export class OperatorRole extends Construct {
  readonly role: Role;

  constructor(scope: Construct, id: string, { name, things }: { name: string; things: Things }) {
    super(scope, id);
    this.role = new Role(this, 'Role', {
      roleName: `${name}-operator`,
      description: 'Whoever runs the commands of the profile app',
      // The administrators of the account choose the operators, by policies that allow sts:AssumeRole on this role.
      assumedBy: new AccountRootPrincipal(),
    });
    for (const statement of operatorStatements(things)) this.role.addToPolicy(statement);
  }
}
