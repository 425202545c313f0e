// Bucket settings, each broken alone: exactly the right check fails.

import { behindFront } from '@/test/doctor/broken-bucket';
import { examineWith, theWrongOne, wrongOnes } from '@/test/doctor/fixtures';
import { accessBlock, acl, error, lifecycle, settings, uploadsRule } from '@/test/doctor/settings';

describe('settings', () => {
  const enabled = '<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>';
  const statement = {
    Sid: 'Open',
    Effect: 'Allow',
    Principal: '*',
    Action: 's3:GetObject',
    Resource: '*',
  };
  const all = '<ID>all</ID><Status>Enabled</Status><Filter><Prefix></Prefix></Filter>';

  test.each<[check: string, what: string, changed: Record<string, string>, fix: string]>([
    [
      'bucket.ownership',
      'ACLs count',
      {
        ownershipControls:
          '<OwnershipControls><Rule><ObjectOwnership>ObjectWriter</ObjectOwnership></Rule></OwnershipControls>',
      },
      'put-bucket-ownership-controls',
    ],
    [
      'bucket.ownership',
      'not set',
      { ownershipControls: error('OwnershipControlsNotFoundError') },
      'put-bucket-ownership-controls',
    ],
    [
      'bucket.public-access-block',
      'off',
      { publicAccessBlock: accessBlock('true', 'false') },
      'put-public-access-block',
    ],
    [
      'bucket.public-access-block',
      'not set',
      { publicAccessBlock: error('NoSuchPublicAccessBlockConfiguration') },
      'put-public-access-block',
    ],
    ['bucket.acl', 'open', { acl: acl('AllUsers') }, 'put-bucket-acl'],
    [
      'bucket.encryption',
      'none',
      { encryption: error('ServerSideEncryptionConfigurationNotFoundError') },
      'put-bucket-encryption',
    ],
    [
      'bucket.policy-public',
      'open',
      { policy: JSON.stringify({ Statement: [statement] }) },
      'delete-bucket-policy',
    ],
    [
      'bucket.lifecycle',
      'none',
      { lifecycle: error('NoSuchLifecycleConfiguration') },
      'put-bucket-lifecycle-configuration',
    ],
    [
      'bucket.lifecycle',
      'switched off',
      { lifecycle: lifecycle(uploadsRule(1, 'Disabled')) },
      'put-bucket-lifecycle-configuration',
    ],
    ['bucket.lifecycle', 'late', { lifecycle: lifecycle(uploadsRule(7)) }, '"Days":1'],
    [
      'bucket.lifecycle-profiles',
      'all expires',
      { lifecycle: lifecycle(uploadsRule(), `${all}<Expiration><Days>365</Days></Expiration>`) },
      '"Status":"Disabled"',
    ],
    [
      'bucket.lifecycle-profiles',
      'all freezes',
      {
        lifecycle: lifecycle(
          uploadsRule(),
          `${all}<Transition><Days>30</Days><StorageClass>GLACIER</StorageClass></Transition>`,
        ),
      },
      '"Status":"Disabled"',
    ],
    ['bucket.versioning', 'for ever', { versioning: enabled }, 'NoncurrentVersionExpiration'],
    [
      'bucket.object-lock',
      'by default',
      {
        'object-lock':
          '<ObjectLockConfiguration><ObjectLockEnabled>Enabled</ObjectLockEnabled><Rule><DefaultRetention><Mode>GOVERNANCE</Mode><Days>1</Days></DefaultRetention></Rule></ObjectLockConfiguration>',
      },
      'put-object-lock-configuration',
    ],
  ])('%s: %s', async (check, _, changed, fix) => {
    const found = theWrongOne(await examineWith(await behindFront(settings(changed))), check);
    expect(found.fix).toContain(fix);
  });

  test('a command switches off the one rule of others that it is about', async () => {
    const legal =
      '<ID>legal-30d</ID><Status>Enabled</Status><Filter><Prefix></Prefix></Filter><Expiration><Days>30</Days></Expiration>';
    const changed = { versioning: enabled, lifecycle: lifecycle(uploadsRule(7), legal) };
    const findings = await examineWith(await behindFront(settings(changed)));
    const lines = ['bucket.lifecycle', 'bucket.lifecycle-profiles', 'bucket.versioning'];
    expect(wrongOnes(findings)).toEqual(lines);
    const off = findings
      .filter(({ fix }) => fix?.includes('"Status":"Disabled"'))
      .map(({ check }) => check);
    expect(off).toEqual(['bucket.lifecycle-profiles']);
    expect(findings.find(({ check }) => check === off[0])?.cause).toContain('ask its author first');
  });

  test('versions that a lifecycle rule deletes are no fault', async () => {
    const ended = `${all}<NoncurrentVersionExpiration><NoncurrentDays>1</NoncurrentDays></NoncurrentVersionExpiration>`;
    const changed = { versioning: enabled, lifecycle: lifecycle(uploadsRule(), ended) };
    expect(wrongOnes(await examineWith(await behindFront(settings(changed))))).toEqual([]);
  });

  test('settings that cannot be read are no fault', async () => {
    const changed = Object.fromEntries(
      ['ownershipControls', 'policy', 'policyStatus', 'lifecycle', 'acl'].map((name) => [
        name,
        error('AccessDenied'),
      ]),
    );
    expect(wrongOnes(await examineWith(await behindFront(settings(changed))))).toEqual([]);
  });
});
