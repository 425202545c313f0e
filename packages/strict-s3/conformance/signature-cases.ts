// Signatures in the Authorization header: the signed request is accepted, and any change to it is rejected.
import assert from 'node:assert/strict';
import {
  type Cases,
  expectAbsent,
  put,
  type RequestOptions,
  type Sent,
  statusAndCode,
} from './fixture.ts';

const MINUTE = 60_000;
const minutesFromNow = (minutes: number) => new Date(Date.now() + minutes * MINUTE);

/** Keys with characters that are special in paths, URLs, shells or XML. */
export const AWKWARD_KEYS = [
  'a b+c',
  'per%cent%2Fage',
  'ñandú/日本語/😀.png',
  'quotes\'"`<&>',
  'a//b',
  '/leading',
  'trailing/',
  'dots/../../escape',
  './here/./..',
  'query?x=1&y=2#z',
  "!'()*;:@=$,[]{}|^~\\",
  'tab\there',
  '-._~',
];

function refused(expected: string, options: RequestOptions): Cases[string] {
  return async (fixture) => {
    await put(fixture, 'signature/victim');
    const response = await fixture.signed({ key: 'signature/victim', ...options });
    assert.equal(statusAndCode(response), expected);
  };
}

const mismatch = (tamper: (sent: Sent) => void, options: RequestOptions = {}) =>
  refused('403 SignatureDoesNotMatch', { ...options, tamper });

export const signatureCases: Cases = {
  'a signed GET returns what a signed PUT stored': async (fixture) => {
    await put(fixture, 'signature/plain', 'hello');
    const got = await fixture.signed({ key: 'signature/plain' });
    assert.deepEqual([got.status, got.body.toString()], [200, 'hello']);
  },
  'a wrong secret': refused('403 SignatureDoesNotMatch', { signer: { secretAccessKey: 'other' } }),
  'an unknown key id': refused('403 InvalidAccessKeyId', { signer: { accessKeyId: 'NOBODY' } }),
  'unsigned requests': async (fixture) => {
    await put(fixture, 'signature/private');
    assert.equal(
      statusAndCode(await fixture.anonymous({ key: 'signature/private' })),
      '403 AccessDenied',
    );
    const write = await fixture.anonymous({ method: 'PUT', key: 'signature/anonymous', body: 'x' });
    assert.equal(statusAndCode(write), '403 AccessDenied');
    await expectAbsent(fixture, 'signature/anonymous');
  },
  'the method changed': mismatch((sent) => {
    sent.method = 'DELETE';
  }),
  'the key changed': mismatch((sent) => {
    sent.path = sent.path.replace('victim', 'another');
  }),
  'a parameter added': mismatch((sent) => {
    sent.query = 'response-content-type=text%2Fhtml';
  }),
  'a parameter changed': mismatch(
    (sent) => {
      sent.query = sent.query.replace('plain', 'html');
    },
    { query: 'response-content-type=text%2Fplain' },
  ),
  'a parameter removed': mismatch(
    (sent) => {
      sent.query = '';
    },
    { query: 'response-content-type=text%2Fplain' },
  ),
  'a signed header changed': mismatch(
    (sent) => {
      sent.headers['x-amz-meta-a'] = '2';
    },
    { headers: { 'x-amz-meta-a': '1' } },
  ),
  'a signed header removed': mismatch(
    (sent) => {
      delete sent.headers['content-type'];
    },
    { headers: { 'content-type': 'text/plain' } },
  ),
  'the host changed': mismatch((sent) => {
    sent.headers.host = 'localhost:1';
  }),
  'the payload hash changed': mismatch((sent) => {
    sent.headers['x-amz-content-sha256'] = 'UNSIGNED-PAYLOAD';
  }),
  'a truncated signature': mismatch((sent) => {
    sent.headers.authorization = sent.headers.authorization?.slice(0, -1) ?? '';
  }),
  'an x-amz header that was not signed': async (fixture) => {
    const response = await fixture.signed({
      method: 'PUT',
      key: 'signature/unsigned-header',
      body: 'x',
      tamper: (sent) => {
        sent.headers['x-amz-meta-added'] = 'later';
      },
    });
    assert.equal(statusAndCode(response), '403 AccessDenied');
    assert.match(response.body.toString(), /not signed/);
    await expectAbsent(fixture, 'signature/unsigned-header');
  },
  'signed 16 minutes ago': refused('403 RequestTimeTooSkewed', { at: minutesFromNow(-16) }),
  'signed 16 minutes in the future': refused('403 RequestTimeTooSkewed', {
    at: minutesFromNow(16),
  }),
  'signed 14 minutes ago still passes': async (fixture) => {
    await put(fixture, 'signature/skew');
    const got = await fixture.signed({ key: 'signature/skew', at: minutesFromNow(-14) });
    assert.equal(got.status, 200);
  },
  'another region': refused('400 AuthorizationHeaderMalformed', {
    signer: { region: 'eu-south-2' },
  }),
  'another service': refused('400 AuthorizationHeaderMalformed', { service: 'sqs' }),
  'a malformed Authorization header': refused('400 AuthorizationHeaderMalformed', {
    tamper: (sent) => {
      sent.headers.authorization = 'AWS4-HMAC-SHA256 Credential=x';
    },
  }),
  'a signature of version 2': refused('400 InvalidRequest', {
    tamper: (sent) => {
      sent.headers.authorization = 'AWS key:c2lnbmF0dXJl';
    },
  }),
  'no date': refused('403 AccessDenied', {
    tamper: (sent) => {
      delete sent.headers['x-amz-date'];
    },
  }),
  'no payload hash': refused('400 InvalidRequest', {
    tamper: (sent) => {
      delete sent.headers['x-amz-content-sha256'];
      sent.headers.authorization =
        sent.headers.authorization?.replace('x-amz-content-sha256;', '') ?? '';
    },
  }),
  'signatures in both the header and the query': refused('400 InvalidArgument', {
    query: 'X-Amz-Algorithm=AWS4-HMAC-SHA256',
  }),
  'an unknown session token': refused('400 InvalidToken', {
    headers: { 'x-amz-security-token': 'a-token' },
  }),
  'repeated spaces in a header value are collapsed': async (fixture) => {
    const headers = { 'x-amz-meta-spaced': 'a   b' };
    const response = await fixture.signed({ method: 'PUT', key: 'signature/spaces', headers });
    assert.equal(response.status, 200);
  },
  'lower-case percent-encoding is the same path': async (fixture) => {
    await put(fixture, 'signature/ñ', 'same');
    const tamper = (sent: Sent) => {
      sent.path = sent.path.replace('%C3%B1', '%c3%b1');
    };
    const got = await fixture.signed({ key: 'signature/ñ', tamper });
    assert.equal(got.body.toString(), 'same');
  },
  'the error includes the string to sign': async (fixture) => {
    const response = await fixture.signed({ key: 'any', signer: { secretAccessKey: 'other' } });
    const xml = response.body.toString();
    for (const name of [
      'AWSAccessKeyId',
      'StringToSign',
      'SignatureProvided',
      'CanonicalRequest',
    ]) {
      assert.match(xml, new RegExp(`<${name}>`));
    }
    assert.match(xml, /<RequestId>/);
    assert.ok(response.headers.get('x-amz-request-id'));
    assert.equal(response.headers.get('content-type'), 'application/xml');
  },
  ...Object.fromEntries(
    AWKWARD_KEYS.map((key) => [
      `the key ${JSON.stringify(key)} by header and by query`,
      async (fixture) => {
        await put(fixture, key, key);
        const byHeader = await fixture.signed({ key });
        const byQuery = await fixture.presigned({ key });
        assert.deepEqual([byHeader.body.toString(), byQuery.body.toString()], [key, key]);
      },
    ]),
  ),
};
