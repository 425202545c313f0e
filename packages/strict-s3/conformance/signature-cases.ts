// The signature in the Authorization header: what was signed passes, and whatever differs from it does not.
import { type Ask, type Cases, expectAbsent, put, refusal, type Sent } from './bench.ts';

const MINUTE = 60_000;
const minutesFromNow = (minutes: number) => new Date(Date.now() + minutes * MINUTE);

/** Keys that paths, URLs, shells and XML would each like to change. */
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

function refused(expected: string, ask: Ask): Cases[string] {
  return async (bench) => {
    await put(bench, 'signature/victim');
    const response = await bench.signed({ key: 'signature/victim', ...ask });
    expect(refusal(response)).toBe(expected);
  };
}

const mismatch = (tamper: (sent: Sent) => void, ask: Ask = {}) =>
  refused('403 SignatureDoesNotMatch', { ...ask, tamper });

export const signatureCases: Cases = {
  'a signed GET brings what a signed PUT stored': async (bench) => {
    await put(bench, 'signature/plain', 'hello');
    const got = await bench.signed({ key: 'signature/plain' });
    expect([got.status, got.body.toString()]).toEqual([200, 'hello']);
  },
  'a wrong secret': refused('403 SignatureDoesNotMatch', { signer: { secretAccessKey: 'other' } }),
  'an unknown key id': refused('403 InvalidAccessKeyId', { signer: { accessKeyId: 'NOBODY' } }),
  'no signature at all': async (bench) => {
    await put(bench, 'signature/private');
    expect(refusal(await bench.anonymous({ key: 'signature/private' }))).toBe('403 AccessDenied');
    const write = await bench.anonymous({ method: 'PUT', key: 'signature/anonymous', body: 'x' });
    expect(refusal(write)).toBe('403 AccessDenied');
    await expectAbsent(bench, 'signature/anonymous');
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
  'a parameter taken away': mismatch(
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
  'a signed header taken away': mismatch(
    (sent) => {
      delete sent.headers['content-type'];
    },
    { headers: { 'content-type': 'text/plain' } },
  ),
  'the host changed': mismatch((sent) => {
    sent.headers.host = 'localhost:1';
  }),
  'the hash of the payload changed': mismatch((sent) => {
    sent.headers['x-amz-content-sha256'] = 'UNSIGNED-PAYLOAD';
  }),
  'the signature cut short': mismatch((sent) => {
    sent.headers.authorization = sent.headers.authorization?.slice(0, -1) ?? '';
  }),
  'an x-amz header that was not signed': async (bench) => {
    const response = await bench.signed({
      method: 'PUT',
      key: 'signature/unsigned-header',
      body: 'x',
      tamper: (sent) => {
        sent.headers['x-amz-meta-added'] = 'later';
      },
    });
    expect(refusal(response)).toBe('403 AccessDenied');
    expect(response.body.toString()).toContain('not signed');
    await expectAbsent(bench, 'signature/unsigned-header');
  },
  'signed 16 minutes ago': refused('403 RequestTimeTooSkewed', { at: minutesFromNow(-16) }),
  'signed 16 minutes ahead': refused('403 RequestTimeTooSkewed', { at: minutesFromNow(16) }),
  'signed 14 minutes ago still passes': async (bench) => {
    await put(bench, 'signature/skew');
    const got = await bench.signed({ key: 'signature/skew', at: minutesFromNow(-14) });
    expect(got.status).toBe(200);
  },
  'another region': refused('400 AuthorizationHeaderMalformed', {
    signer: { region: 'eu-south-2' },
  }),
  'another service': refused('400 AuthorizationHeaderMalformed', { service: 'sqs' }),
  'an Authorization header that is none': refused('400 AuthorizationHeaderMalformed', {
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
  'no hash of the payload': refused('400 InvalidRequest', {
    tamper: (sent) => {
      delete sent.headers['x-amz-content-sha256'];
      sent.headers.authorization =
        sent.headers.authorization?.replace('x-amz-content-sha256;', '') ?? '';
    },
  }),
  'signatures in both places': refused('400 InvalidArgument', {
    query: 'X-Amz-Algorithm=AWS4-HMAC-SHA256',
  }),
  'a session token of nobody': refused('400 InvalidToken', {
    headers: { 'x-amz-security-token': 'a-token' },
  }),
  'runs of spaces in a header count as one': async (bench) => {
    const headers = { 'x-amz-meta-spaced': 'a   b' };
    const response = await bench.signed({ method: 'PUT', key: 'signature/spaces', headers });
    expect(response.status).toBe(200);
  },
  'lower-case percent-encoding is the same path': async (bench) => {
    await put(bench, 'signature/ñ', 'same');
    const tamper = (sent: Sent) => {
      sent.path = sent.path.replace('%C3%B1', '%c3%b1');
    };
    const got = await bench.signed({ key: 'signature/ñ', tamper });
    expect(got.body.toString()).toBe('same');
  },
  'the refusal tells what was to be signed': async (bench) => {
    const response = await bench.signed({ key: 'any', signer: { secretAccessKey: 'other' } });
    const xml = response.body.toString();
    for (const name of [
      'AWSAccessKeyId',
      'StringToSign',
      'SignatureProvided',
      'CanonicalRequest',
    ]) {
      expect(xml).toContain(`<${name}>`);
    }
    expect(xml).toContain('<RequestId>');
    expect(response.headers.get('x-amz-request-id')).toBeTruthy();
    expect(response.headers.get('content-type')).toBe('application/xml');
  },
  ...Object.fromEntries(
    AWKWARD_KEYS.map((key) => [
      `the key ${JSON.stringify(key)} by header and by query`,
      async (bench) => {
        await put(bench, key, key);
        const byHeader = await bench.signed({ key });
        const byQuery = await bench.presigned({ key });
        expect([byHeader.body.toString(), byQuery.body.toString()]).toEqual([key, key]);
      },
    ]),
  ),
};
