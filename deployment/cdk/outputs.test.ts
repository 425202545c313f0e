// The outputs of the stack: the app's variables, with the names of .env.example.
import { knownVariables, variablesOf } from './print-env';
import { synthesize } from './testing/synthesize';

const { template } = synthesize();
const outputs = Object.entries(template.findOutputs('*'));

test('every output but the operator role is a variable of the app', () => {
  const known = knownVariables();
  expect(outputs.length).toBeGreaterThanOrEqual(9);
  for (const [id, { Description: variable }] of outputs) {
    if (id === 'OperatorRole') continue;
    expect(known).toContain(variable);
  }
});

test('they are printed in the format of a .env file', () => {
  const values = Object.fromEntries(
    outputs.map(([id, { Value: value }]) => [
      id,
      typeof value === 'string' ? value : 'arn:aws:iam::123456789012:role/polizalab-profile-web',
    ]),
  );
  expect(variablesOf({ 'polizalab-profile': values }, knownVariables()).sort()).toEqual([
    'APP_REGION=us-east-1',
    'AUDIT_RETENTION_DAYS=365',
    'AWS_ROLE_ARN=arn:aws:iam::123456789012:role/polizalab-profile-web',
    'IMAGES_TABLE=ProfileImages',
    'IMAGE_RETENTION_HOURS=24',
    'RATE_LIMITS_TABLE=ProfileRateLimits',
    'S3_BUCKET=polizalab-profile-images-123456789012',
    'USERS_TABLE=Users',
  ]);
});

test('if the hosting assigns the role, the output names the role instead of a variable', () => {
  const hosting = { on: 'amplify', appId: 'd1abc', branches: ['main'] };
  const amplify = synthesize({ hosting });
  expect([...amplify.outputs.keys()]).not.toContain('AWS_ROLE_ARN');
  expect([...amplify.outputs.keys()]).toContain('The role that the hosting is to give the app');
});
