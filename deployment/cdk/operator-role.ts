// The role with which an operator runs `npm run doctor`, `sweep`, `backfill`, `reconcile` and `erase`.
import { AccountRootPrincipal, Role } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { operatorStatements, type Resources } from './permissions';

/** A role that principals of the account may assume. */
export class OperatorRole extends Construct {
  readonly role: Role;

  constructor(
    scope: Construct,
    id: string,
    { name, resources }: { name: string; resources: Resources },
  ) {
    super(scope, id);
    this.role = new Role(this, 'Role', {
      roleName: `${name}-operator`,
      description: 'Whoever runs the commands of the profile app',
      // The administrators of the account choose the operators, by policies that allow sts:AssumeRole on this role.
      assumedBy: new AccountRootPrincipal(),
    });
    for (const statement of operatorStatements(resources)) this.role.addToPolicy(statement);
  }
}
