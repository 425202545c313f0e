// The roles: who may assume them, on each hosting.
import { synthesize } from './testing/synthesize';

const vercel = synthesize();
const amplify = synthesize({ hosting: { on: 'amplify', appId: 'd1abc', branches: ['main'] } });

const trust = (synthesized: typeof vercel) =>
  synthesized.one('AWS::IAM::Role', { RoleName: 'polizalab-profile-web' }).AssumeRolePolicyDocument;

test('on Vercel, it trusts the one project in the configured environments, by tokens for this account only', () => {
  const [provider] = [...vercel.of('AWS::IAM::OIDCProvider').keys()];
  expect(vercel.one('AWS::IAM::OIDCProvider').Url).toEqual('https://oidc.vercel.com/acme');
  expect(vercel.one('AWS::IAM::OIDCProvider').ClientIdList).toEqual(['https://vercel.com/acme']);
  expect(trust(vercel)).toEqual({
    Version: '2012-10-17',
    Statement: [
      {
        Action: 'sts:AssumeRoleWithWebIdentity',
        Effect: 'Allow',
        Principal: { Federated: { 'Fn::GetAtt': [provider, 'Arn'] } },
        Condition: {
          StringEquals: {
            'oidc.vercel.com/acme:aud': 'https://vercel.com/acme',
            'oidc.vercel.com/acme:sub': ['owner:acme:project:perfil:environment:production'],
          },
        },
      },
    ],
  });
});

test('an existing provider of the account is used, since IAM allows one per URL', () => {
  const providerArn = 'arn:aws:iam::123456789012:oidc-provider/oidc.vercel.com/acme';
  const existing = { ...vercel.settings.hosting, providerArn };
  const synthesized = synthesize({ hosting: existing });
  expect(synthesized.of('AWS::IAM::OIDCProvider').size).toBe(0);
  expect(JSON.stringify(trust(synthesized))).toMatch(new RegExp(`"Federated":"${providerArn}"`));
});

test('a stack of another name uses the existing provider, unless the settings say to create it', () => {
  const providerArn = 'arn:aws:iam::123456789012:oidc-provider/oidc.vercel.com/acme';
  const other = synthesize({ name: 'perfil' });
  expect(other.of('AWS::IAM::OIDCProvider').size).toBe(0);
  const { AssumeRolePolicyDocument: document } = other.one('AWS::IAM::Role', {
    RoleName: 'perfil-web',
  });
  expect(JSON.stringify(document)).toMatch(new RegExp(`"Federated":"${providerArn}"`));
  const making = synthesize({
    name: 'perfil',
    hosting: { ...vercel.settings.hosting, provider: 'create' },
  });
  expect(making.of('AWS::IAM::OIDCProvider').size).toBe(1);
});

test('principals that the account allows may assume the operator role', () => {
  const { AssumeRolePolicyDocument: document } = vercel.one('AWS::IAM::Role', {
    RoleName: 'polizalab-profile-operator',
  });
  expect((document as { Statement: unknown }).Statement).toEqual([
    {
      Action: 'sts:AssumeRole',
      Effect: 'Allow',
      Principal: { AWS: 'arn:aws:iam::123456789012:root' },
    },
  ]);
});

test('on Amplify, it trusts the branches of the one app', () => {
  expect(trust(amplify)).toEqual({
    Version: '2012-10-17',
    Statement: [
      {
        Action: 'sts:AssumeRole',
        Effect: 'Allow',
        Principal: { Service: 'amplify.amazonaws.com' },
        Condition: {
          StringEquals: { 'aws:SourceAccount': '123456789012' },
          ArnLike: {
            'aws:SourceArn': ['arn:aws:amplify:us-east-1:123456789012:apps/d1abc/branches/main'],
          },
        },
      },
    ],
  });
});

test('on ECS, it trusts the tasks of this account', () => {
  expect(trust(synthesize({ hosting: { on: 'ecs' } }))).toEqual({
    Version: '2012-10-17',
    Statement: [
      {
        Action: 'sts:AssumeRole',
        Effect: 'Allow',
        Principal: { Service: 'ecs-tasks.amazonaws.com' },
        Condition: {
          StringEquals: { 'aws:SourceAccount': '123456789012' },
          ArnLike: { 'aws:SourceArn': 'arn:aws:ecs:us-east-1:123456789012:*' },
        },
      },
    ],
  });
});

test('there are no long-lived keys', () => {
  for (const type of ['AWS::IAM::User', 'AWS::IAM::AccessKey']) {
    expect(vercel.of(type).size).toBe(0);
  }
});
